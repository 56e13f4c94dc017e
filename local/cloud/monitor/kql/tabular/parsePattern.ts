import { part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { unsupported } from '../unsupported';
import type { KqlType } from '../value';

/** A column that a pattern of `parse` makes. */
export type Capture = { readonly name: string; readonly type: KqlType; readonly node: SyntaxNode };

export type ParsePattern = {
  /** With a group for each capture, in their order. */
  readonly expression: RegExp;
  readonly captures: readonly Capture[];
};

/** What stops a capture in front of a `*`, which would take everything: the form of its type. */
const shapes: Partial<Record<KqlType, string>> = {
  int: String.raw`\s*[-+]?\d+`,
  long: String.raw`\s*[-+]?\d+`,
  real: String.raw`\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`,
};

/**
 * Reads the pattern of a `parse` that is not of the kind `regex`: texts, `*` for what is passed over,
 * and columns. It has to match from the beginning of the text to its end; what is passed over and
 * what is captured is as short as can be.
 */
export function readParsePattern(items: readonly SyntaxNode[]): ParsePattern {
  const captures: Capture[] = [];
  const source = items.map((item, index) => {
    if (item.kind === 'StarExpression') {
      return String.raw`[\s\S]*?`;
    }
    if (item.kind === 'StringLiteralExpression') {
      return escaped(item.literal ?? '');
    }
    const capture = captureOf(item);
    captures.push(capture);
    const isLast = index + 2 === items.length;
    return items[index + 1]?.kind === 'StarExpression'
      ? shaped(capture, isLast)
      : String.raw`([\s\S]*?)`;
  });
  return { expression: new RegExp(`^${source.join('')}$`), captures };
}

/** In front of the last `*` there may be nothing of the form, which then is nothing of the type. */
function shaped({ type, node }: Capture, isLast: boolean): string {
  const shape = shapes[type];
  if (shape === undefined) {
    throw unsupported(`A ${type} in front of a * in parse`, node);
  }
  return isLast ? `(${shape})?` : `(${shape})`;
}

function captureOf(item: SyntaxNode): Capture {
  const declaration = item.kind === 'NameAndTypeDeclaration' ? part(item, 'Name') : item;
  const { name, type } = declaration;
  if (declaration.kind !== 'NameDeclaration' || name === undefined || type === undefined) {
    throw unsupported(`The piece ${item.text} of a pattern`, item);
  }
  return { name, type, node: item };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
