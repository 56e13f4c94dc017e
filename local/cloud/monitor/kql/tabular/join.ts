import { KeyIndex } from '../keyIndex';
import { part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { unsupported, UnsupportedQuery } from '../unsupported';
import { missing } from '../value';
import type { Column, Row, Value } from '../value';
import { joinKeys, keyReader } from './joinKeys';
import { distinctBy } from './rowOperators';
import { checkColumns, columnsOf, parametersOf } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';

/** Rows of both sides next to each other, or rows of one side by whether the other has the key. */
type JoinKind =
  | { readonly sides: 'both'; readonly loneLeft: boolean; readonly loneRight: boolean }
  | { readonly sides: 'left' | 'right'; readonly matched: boolean };

/** Every kind of join that the simulator implements. */
const joinKinds: ReadonlyMap<string, JoinKind> = new Map<string, JoinKind>([
  ['inner', { sides: 'both', loneLeft: false, loneRight: false }],
  ['innerunique', { sides: 'both', loneLeft: false, loneRight: false }],
  ['leftouter', { sides: 'both', loneLeft: true, loneRight: false }],
  ['rightouter', { sides: 'both', loneLeft: false, loneRight: true }],
  ['fullouter', { sides: 'both', loneLeft: true, loneRight: true }],
  ['leftsemi', { sides: 'left', matched: true }],
  ['leftanti', { sides: 'left', matched: false }],
  ['leftantisemi', { sides: 'left', matched: false }],
  ['anti', { sides: 'left', matched: false }],
  ['rightsemi', { sides: 'right', matched: true }],
  ['rightanti', { sides: 'right', matched: false }],
  ['rightantisemi', { sides: 'right', matched: false }],
]);

/** Far beyond what a table of ours holds; a join that gets here has lost its keys. */
const mostRows = 5_000_000;

/** `join`, innerunique unless it says otherwise. A null key matches a null key. */
export const joinOperator: TabularOperator = {
  understands: ['Parameters', 'Expression', 'ConditionClause'],
  compile: ({ node, input, environment }: OperatorUse): Table => {
    const name = parametersOf(node, ['kind']).get('kind') ?? 'innerunique';
    const kind = joinKinds.get(name);
    if (kind === undefined) {
      throw unsupported(`join kind=${name}`, node);
    }
    const right = environment.compileTable(part(node, 'Expression'), environment);
    const keys = joinKeys(part(node, 'ConditionClause'), input, right);
    const leftSide = { table: input, keyOf: keyReader(keys.left) };
    const rightSide = { table: right, keyOf: keyReader(keys.right) };
    if (kind.sides === 'both') {
      const unique = name === 'innerunique';
      return paired(node, unique ? firstOfEachKey(leftSide) : leftSide, { ...kind, rightSide });
    }
    return kind.sides === 'left'
      ? chosen(node, leftSide, { ...kind, by: rightSide })
      : chosen(node, rightSide, { ...kind, by: leftSide });
  },
};

/** `lookup`: like a join, but the keys of the right side are left out. */
export const lookupOperator: TabularOperator = {
  understands: ['Parameters', 'Expression', 'LookupClause'],
  compile: ({ node, input, environment }: OperatorUse): Table => {
    const kind = parametersOf(node, ['kind']).get('kind') ?? 'leftouter';
    const right = environment.compileTable(part(node, 'Expression'), environment);
    const keys = joinKeys(part(node, 'LookupClause'), input, right);
    const kept = [...right.columns.keys()].filter((index) => !keys.right.includes(index));
    return paired(
      node,
      { table: input, keyOf: keyReader(keys.left) },
      {
        loneLeft: kind === 'leftouter',
        loneRight: false,
        rightSide: { table: right, keyOf: keyReader(keys.right), kept },
      },
    );
  },
};

type Side = {
  readonly table: Table;
  readonly keyOf: (row: Row) => readonly Value[];
  /** The places of the columns that come along; all, if it does not say. */
  readonly kept?: readonly number[];
};

type Pairing = {
  readonly rightSide: Side;
  readonly loneLeft: boolean;
  readonly loneRight: boolean;
};

/** Each row next to each of its matches, and rows without any next to nothing if they are wanted. */
function paired(
  node: SyntaxNode,
  left: Side,
  { rightSide: right, loneLeft, loneRight }: Pairing,
): Table {
  const kept = right.kept ?? [...right.table.columns.keys()];
  const rightColumns = kept.flatMap((index) => right.table.columns[index] ?? []);
  const columns = columnsOf(node);
  checkColumns(node, [...left.table.columns, ...rightColumns].map(placeholder), columns);
  const emptyLeft = left.table.columns.map(({ type }) => missing(type));
  const emptyRight = rightColumns.map(({ type }) => missing(type));
  const keep = keyReader(kept);
  return lazyTable(columns, () => {
    const index = indexBy(right);
    const met = new Set<Row>();
    const result: Row[] = [];
    for (const row of left.table.rows()) {
      const matches = index.get(left.keyOf(row)) ?? [];
      for (const match of matches) {
        met.add(match);
        result.push([...row, ...keep(match)]);
      }
      if (matches.length === 0 && loneLeft) {
        result.push([...row, ...emptyRight]);
      }
      refuseTooMany(result);
    }
    const lone = loneRight ? right.table.rows().filter((row) => !met.has(row)) : [];
    return [...result, ...lone.map((row) => [...emptyLeft, ...keep(row)])];
  });
}

/** The rows of one side whose keys the other side has, or has not. */
function chosen(
  node: SyntaxNode,
  { table, keyOf }: Side,
  { by, matched }: { by: Side; matched: boolean },
): Table {
  const columns = columnsOf(node);
  checkColumns(node, table.columns.map(placeholder), columns);
  return lazyTable(columns, () => {
    const index = indexBy(by);
    return table.rows().filter((row) => (index.get(keyOf(row)) !== undefined) === matched);
  });
}

function firstOfEachKey({ table, keyOf }: Side): Side {
  const rows = (): readonly Row[] => distinctBy(table.rows(), keyOf);
  return { table: { columns: table.columns, rows }, keyOf };
}

function placeholder({ type }: Column) {
  return { type, constant: true, evaluate: () => null };
}

function indexBy({ table, keyOf }: Side): KeyIndex<Row[]> {
  const index = new KeyIndex<Row[]>();
  for (const row of table.rows()) {
    index.getOrAdd(keyOf(row), () => []).push(row);
  }
  return index;
}

function refuseTooMany({ length }: readonly Row[]): void {
  if (length > mostRows) {
    throw new UnsupportedQuery(`A join of more than ${mostRows} rows`);
  }
}
