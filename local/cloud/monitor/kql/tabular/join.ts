import { KeyIndex } from '../keyIndex';
import { elements, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { unsupported, UnsupportedQuery } from '../unsupported';
import { missing } from '../value';
import type { Column, Row, Value } from '../value';
import { distinctBy } from './rowOperators';
import { checkColumns, checkParts, columnsOf, parametersOf } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';

/** Makes the joined rows of one row on the left and its matches on the right. */
type JoinKind = (left: Row, matches: readonly Row[], noMatch: Row) => Row[];

const bothSides: JoinKind = (left, matches) => matches.map((right) => [...left, ...right]);
const unmatchedLeft: JoinKind = (left, matches) => (matches.length === 0 ? [left] : []);

/** Every kind of join that the simulator implements. */
const joinKinds: ReadonlyMap<string, JoinKind> = new Map<string, JoinKind>([
  ['inner', bothSides],
  ['innerunique', bothSides],
  [
    'leftouter',
    (left, matches, noMatch) =>
      bothSides(left, matches.length === 0 ? [noMatch] : matches, noMatch),
  ],
  ['leftsemi', (left, matches) => (matches.length === 0 ? [] : [left])],
  ['leftanti', unmatchedLeft],
  ['leftantisemi', unmatchedLeft],
  ['anti', unmatchedLeft],
]);

const leftOnly = new Set(['leftsemi', 'leftanti', 'leftantisemi', 'anti']);

/** Far beyond what a table of ours holds; a join that gets here has lost its keys. */
const mostRows = 5_000_000;

/** `join`, innerunique unless it says otherwise. A null key matches a null key. */
export const joinOperator: TabularOperator = {
  understands: ['Parameters', 'Expression', 'ConditionClause'],
  compile: ({ node, input, environment }: OperatorUse): Table => {
    const kind = parametersOf(node, ['kind']).get('kind') ?? 'innerunique';
    const combine = joinKinds.get(kind);
    if (combine === undefined) {
      throw unsupported(`join kind=${kind}`, node);
    }
    const right = environment.compileTable(part(node, 'Expression'), environment);
    const keys = joinKeys(part(node, 'ConditionClause'), input, right);
    const columns = columnsOf(node);
    const made = leftOnly.has(kind) ? input.columns : [...input.columns, ...right.columns];
    checkColumns(node, made.map(placeholder), columns);
    const leftKey = keyReader(keys.map(({ left }) => left));
    const rightKey = keyReader(keys.map(({ right: index }) => index));
    const noMatch = right.columns.map(({ type }) => missing(type));
    return lazyTable(columns, () => {
      const index = indexBy(right.rows(), rightKey);
      const rows = kind === 'innerunique' ? distinctBy(input.rows(), leftKey) : input.rows();
      return joined(rows, (row) => combine(row, index.get(leftKey(row)) ?? [], noMatch));
    });
  },
};

function placeholder({ type }: Column) {
  return { type, constant: true, evaluate: () => null };
}

function indexBy(rows: readonly Row[], keyOf: (row: Row) => readonly Value[]): KeyIndex<Row[]> {
  const index = new KeyIndex<Row[]>();
  for (const row of rows) {
    index.getOrAdd(keyOf(row), () => []).push(row);
  }
  return index;
}

function joined(rows: readonly Row[], combine: (row: Row) => readonly Row[]): Row[] {
  const result: Row[] = [];
  for (const row of rows) {
    for (const made of combine(row)) {
      result.push(made);
    }
    if (result.length > mostRows) {
      throw new UnsupportedQuery(`A join of more than ${mostRows} rows`);
    }
  }
  return result;
}

function keyReader(indexes: readonly number[]): (row: Row) => Value[] {
  return (row) => indexes.map((index) => row[index] ?? null);
}

/** The columns of `on a, $left.b == $right.c`, by their places on either side. */
function joinKeys(
  clause: SyntaxNode,
  left: Table,
  right: Table,
): { left: number; right: number }[] {
  checkParts(clause, ['Expressions']);
  return elements(clause, 'Expressions').map((condition) => {
    const names = keyNames(condition);
    const keys = { left: indexOf(names.left, left), right: indexOf(names.right, right) };
    const isDynamic = left.columns[keys.left]?.type === 'dynamic';
    if (keys.left < 0 || keys.right < 0 || isDynamic) {
      throw unsupported(`The join condition ${condition.text}`, condition);
    }
    return keys;
  });
}

function keyNames(condition: SyntaxNode): { left: string; right: string } {
  if (condition.kind === 'NameReference') {
    const name = condition.name ?? '';
    return { left: name, right: name };
  }
  if (condition.kind === 'EqualExpression') {
    const sides = new Map(
      [part(condition, 'Left'), part(condition, 'Right')].map((side) => [
        side.fields.get('Expression')?.name,
        side.fields.get('Selector')?.name,
      ]),
    );
    return { left: sides.get('$left') ?? '', right: sides.get('$right') ?? '' };
  }
  throw unsupported(`The join condition ${condition.text}`, condition);
}

function indexOf(name: string, { columns }: Table): number {
  return columns.findIndex((column) => column.name === name);
}
