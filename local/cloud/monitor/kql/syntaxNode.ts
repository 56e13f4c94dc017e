import type { Column, KqlType } from './value';

/** A node of the parser's syntax tree, as plain data. */
export type SyntaxNode = {
  /** The parser's own name for it, such as `FilterOperator` or `GreaterThanExpression`. */
  readonly kind: string;
  /** Zero-based offset in the query. */
  readonly start: number;
  readonly text: string;
  /** The name a declaration makes or a reference means. */
  readonly name: string | undefined;
  /** The text that a string literal stands for. */
  readonly literal: string | undefined;
  /** By the parser's names, without what the query leaves out. */
  readonly fields: ReadonlyMap<string, SyntaxNode>;
  /** The elements of a list, without its separators. */
  readonly items: readonly SyntaxNode[];
  /** The scalar type that the binder found, or undefined if it is no scalar or of no type we know. */
  readonly type: KqlType | undefined;
  /** The columns that the binder found, if the node stands for a table. */
  readonly columns: readonly Column[] | undefined;
};

/** A part that this kind of node always has. */
export function part(node: SyntaxNode, name: string): SyntaxNode {
  const found = node.fields.get(name);
  if (found === undefined) {
    throw new Error(`${node.kind} has no ${name}; it has ${[...node.fields.keys()].join(', ')}`);
  }
  return found;
}

/** The elements of a list that is a part of the node; none if the query leaves the list out. */
export function elements(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  return node.fields.get(name)?.items ?? [];
}

/** The name of a named expression, or of what a bare reference means. */
export function givenName(node: SyntaxNode): string | undefined {
  if (node.kind === 'SimpleNamedExpression') {
    return part(node, 'Name').name;
  }
  return node.kind === 'NameReference' ? node.name : undefined;
}

/** The expression behind a name, if there is one. */
export function namedExpression(node: SyntaxNode): SyntaxNode {
  return node.kind === 'SimpleNamedExpression' ? part(node, 'Expression') : node;
}
