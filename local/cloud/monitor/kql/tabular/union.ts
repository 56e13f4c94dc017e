import { elements } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import type { Environment } from '../scope';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import { missing } from '../value';
import type { Column, Row } from '../value';
import { checkParts, columnsOf, parametersOf } from './tabularOperator';
import type { TabularOperator } from './tabularOperator';

/** `T | union U`: all columns of all tables, matched by name and type. */
export const unionOperator: TabularOperator = {
  understands: ['Parameters', 'Expressions'],
  compile: ({ node, input, environment }) => compileUnion(node, environment, [input]),
};

/** `union T, U`, where there is nothing to the left of it. */
export function compileUnion(
  node: SyntaxNode,
  environment: Environment,
  inputs: readonly Table[],
): Table {
  checkParts(node, ['Parameters', 'Expressions']);
  const parameters = parametersOf(node, ['kind', 'withsource']);
  const kind = parameters.get('kind') ?? 'outer';
  const source = parameters.get('withsource');
  if (kind !== 'outer') {
    // The binder gives it the columns of an outer one, so what follows would be bound wrongly.
    throw unsupported(`union kind=${kind}`, node);
  }
  if (source !== undefined && inputs.length > 0) {
    throw unsupported('union withsource after a |', node);
  }
  const legs = [
    ...inputs,
    ...elements(node, 'Expressions').map((leg) => {
      const table = environment.compileTable(leg, environment);
      return source === undefined ? table : withSource(table, { source, leg });
    }),
  ];
  const columns = columnsOf(node);
  const readers = legs.map((leg) => ({ leg, read: rowReader(leg, columns) }));
  const used = readers.reduce((sum, { read }) => sum + read.used, 0);
  if (used !== legs.reduce((sum, leg) => sum + leg.columns.length, 0)) {
    throw unsupported('A union of columns with names that clash', node);
  }
  return lazyTable(columns, () => readers.flatMap(({ leg, read }) => leg.rows().map(read.row)));
}

/** Puts a column with the name of the table before the others; only tables by name have one. */
function withSource(
  { columns, rows }: Table,
  { source, leg }: { source: string; leg: SyntaxNode },
): Table {
  const { name } = leg;
  if (leg.kind !== 'NameReference' || name === undefined) {
    throw unsupported('union withsource of anything but tables', leg);
  }
  return lazyTable([{ name: source, type: 'string' }, ...columns], () =>
    rows().map((row) => [name, ...row]),
  );
}

/** Columns of one name and several types go apart, as in `n_long` and `n_real`. */
function rowReader(
  leg: Table,
  columns: readonly Column[],
): { used: number; row: (row: Row) => Row } {
  const sources = columns.map(({ name, type }) =>
    leg.columns.findIndex(
      (column) =>
        column.type === type && (column.name === name || `${column.name}_${type}` === name),
    ),
  );
  const empty = columns.map(({ type }) => missing(type));
  return {
    used: sources.filter((source) => source >= 0).length,
    row: (row) => sources.map((source, index) => row[source] ?? empty[index] ?? null),
  };
}
