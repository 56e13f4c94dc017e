import { KeyIndex } from '../keyIndex';
import { order } from '../order';
import { constantValue } from '../scalar';
import type { Scalar } from '../scalar';
import { elements, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { lazyTable, serialized } from '../table';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import type { Row, Value } from '../value';
import { columnsOf, parametersOf, scalarOn } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';
import { Windows } from './windows';

/** Operators that choose or arrange rows, by the parser's names. */
export const rowOperators: Readonly<Record<string, TabularOperator>> = {
  FilterOperator: { understands: ['Parameters', 'Condition'], compile: filter },
  TakeOperator: { understands: ['Parameters', 'Expression'], compile: take },
  SortOperator: { understands: ['Parameters', 'Expressions'], compile: sort },
  TopOperator: { understands: ['Parameters', 'Expression', 'ByExpression'], compile: top },
  CountOperator: { understands: [], compile: count },
  AsOperator: { understands: ['Parameters', 'Name'], compile: named },
  RenderOperator: { understands: [], compile: ({ input }) => input },
};

/** Keeps the rows for which the condition is true: neither false nor null. */
function filter({ node, input, environment }: OperatorUse): Table {
  parametersOf(node, []);
  const windows = new Windows(input, environment);
  const { evaluate } = windows.compile(part(node, 'Condition'));
  const columns = columnsOf(node);
  return lazyTable(columns, () =>
    windows.rows().flatMap((row) => (evaluate(row) === true ? [row.slice(0, columns.length)] : [])),
  );
}

/** A name for others to refer to, which nobody does: the query is refused if anybody should. */
function named({ node, input }: OperatorUse): Table {
  parametersOf(node, []);
  return input;
}

function take({ node, input, environment }: OperatorUse): Table {
  parametersOf(node, []);
  const most = rowCount(
    part(node, 'Expression'),
    scalarOn(part(node, 'Expression'), input, environment),
  );
  return lazyTable(columnsOf(node), () => input.rows().slice(0, most));
}

function sort({ node, input, environment }: OperatorUse): Table {
  parametersOf(node, []);
  const keys = elements(node, 'Expressions').map((key) => sortKey(key, input, environment));
  return serialized(lazyTable(columnsOf(node), () => sorted(input.rows(), keys)));
}

function top({ node, input, environment }: OperatorUse): Table {
  parametersOf(node, []);
  const most = rowCount(
    part(node, 'Expression'),
    scalarOn(part(node, 'Expression'), input, environment),
  );
  const key = sortKey(part(node, 'ByExpression'), input, environment);
  return serialized(lazyTable(columnsOf(node), () => sorted(input.rows(), [key]).slice(0, most)));
}

function count({ node, input }: OperatorUse): Table {
  return lazyTable(columnsOf(node), () => [[input.rows().length]]);
}

function rowCount(node: SyntaxNode, scalar: Scalar): number {
  const rows = constantValue(scalar);
  if (typeof rows !== 'number') {
    throw unsupported('A number of rows that is not constant', node);
  }
  return Math.max(0, rows);
}

type SortKey = {
  readonly evaluate: (row: Row) => Value;
  readonly direction: 1 | -1;
  readonly nullsFirst: boolean;
};

/** Descending unless it says otherwise; nulls first when ascending, last when descending. */
function sortKey(node: SyntaxNode, input: Table, environment: OperatorUse['environment']): SortKey {
  const ordered = node.kind === 'OrderedExpression';
  const scalar = scalarOn(ordered ? part(node, 'Expression') : node, input, environment);
  const clause = ordered ? part(node, 'Ordering') : undefined;
  const ascending = clause?.fields.get('AscOrDescKeyword')?.text === 'asc';
  const nulls = clause?.fields.get('NullsClause')?.fields.get('FirstOrLastKeyword')?.text;
  return {
    evaluate: scalar.evaluate,
    direction: ascending ? 1 : -1,
    nullsFirst: nulls === undefined ? ascending : nulls === 'first',
  };
}

/** Stable. The keys of each row are evaluated once. */
function sorted(rows: readonly Row[], keys: readonly SortKey[]): Row[] {
  const keyed = rows.map((row) => ({ row, values: keys.map(({ evaluate }) => evaluate(row)) }));
  keyed.sort((a, b) => {
    for (const [index, key] of keys.entries()) {
      const sign = compare(a.values[index] ?? null, b.values[index] ?? null, key);
      if (sign !== 0) {
        return sign;
      }
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

/** NaN keeps company with null, on the inner side of it. */
function compare(a: Value, b: Value, { direction, nullsFirst }: SortKey): number {
  const rankA = absence(a);
  const rankB = absence(b);
  if (rankA === 0 && rankB === 0) {
    return direction * (order(a, b) ?? 0);
  }
  return nullsFirst ? rankB - rankA : rankA - rankB;
}

function absence(value: Value): number {
  if (value === null) {
    return 2;
  }
  return Number.isNaN(value) ? 1 : 0;
}

/** The first row of each key. */
export function distinctBy(rows: readonly Row[], keyOf: (row: Row) => readonly Value[]): Row[] {
  const seen = new KeyIndex<Row>();
  return rows.filter((row) => seen.getOrAdd(keyOf(row), () => row) === row);
}
