import { compileScalar } from '../compileScalar';
import type { Scalar } from '../scalar';
import type { Environment } from '../scope';
import { elements, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import { isNumeric } from '../value';
import type { Column } from '../value';

/** An operator after a `|`. */
export type TabularOperator = {
  /** The parts of the node that `compile` reads. If a query has any other, it is refused. */
  readonly understands: readonly string[];
  readonly compile: (use: OperatorUse) => Table;
};

export type OperatorUse = {
  readonly node: SyntaxNode;
  readonly input: Table;
  readonly environment: Environment;
};

/** Refuses a node that has a part which nobody is going to look at. Bare tokens carry no meaning. */
export function checkParts(node: SyntaxNode, understood: readonly string[]): void {
  for (const [name, child] of node.fields) {
    const isToken = /(?:Token|Keyword)$/.test(child.kind);
    const isEmptyList = child.kind === 'List' && child.items.length === 0;
    if (!isToken && !isEmptyList && !understood.includes(name)) {
      throw unsupported(`The part "${child.text.slice(0, 40)}" of ${node.kind}`, child);
    }
  }
}

/** The columns that the binder says a tabular node has. */
export function columnsOf(node: SyntaxNode): readonly Column[] {
  if (node.columns === undefined) {
    throw unsupported('A column of a type other than the usual ones', node);
  }
  return node.columns;
}

/** Compiles an expression on the rows of a table. */
export function scalarOn(node: SyntaxNode, { columns }: Table, environment: Environment): Scalar {
  return compileScalar(node, { ...environment, columns });
}

/** Makes sure that what we compiled is what the binder promised, column by column. */
export function checkColumns(
  node: SyntaxNode,
  scalars: readonly Scalar[],
  columns: readonly Column[],
): void {
  const agree = columns.every(({ type }, index) => {
    const found = scalars[index]?.type;
    return found === type || (found !== undefined && isNumeric(found) && isNumeric(type));
  });
  if (!agree || scalars.length !== columns.length) {
    const made = scalars.map(({ type }) => type).join(', ');
    const bound = columns.map(({ type }) => type).join(', ');
    throw unsupported(`${node.kind} making (${made}) where (${bound}) is due`, node);
  }
}

/** The parameters of an operator, such as `kind=inner`. Hints change no answer and are left out. */
export function parametersOf(node: SyntaxNode, allowed: readonly string[]): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const parameter of elements(node, 'Parameters')) {
    const name = part(parameter, 'Name').name ?? '';
    if (name.startsWith('hint.')) {
      continue;
    }
    if (!allowed.includes(name)) {
      throw unsupported(`The parameter ${name} of ${node.kind}`, parameter);
    }
    parameters.set(name, part(parameter, 'Expression').text);
  }
  return parameters;
}
