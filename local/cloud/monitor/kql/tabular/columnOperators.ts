import { columnAt } from '../scalar';
import type { Scalar } from '../scalar';
import { elements, givenName, namedExpression } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { lazyTable, serialized } from '../table';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import type { Column } from '../value';
import { distinctBy } from './rowOperators';
import { checkColumns, columnsOf, parametersOf, scalarOn } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';
import { Windows } from './windows';

/** Operators that choose or make columns, by the parser's names. */
export const columnOperators: Readonly<Record<string, TabularOperator>> = {
  ProjectOperator: { understands: ['Expressions'], compile: project },
  ExtendOperator: { understands: ['Expressions'], compile: extend },
  SerializeOperator: { understands: ['Expressions'], compile: serialize },
  ProjectAwayOperator: { understands: ['Expressions'], compile: keepByName },
  ProjectKeepOperator: { understands: ['Expressions'], compile: keepByName },
  ProjectReorderOperator: { understands: ['Expressions'], compile: keepByName },
  ProjectRenameOperator: { understands: ['Expressions'], compile: rename },
  DistinctOperator: { understands: ['Parameters', 'Expressions'], compile: distinct },
};

function project({ node, input, environment }: OperatorUse): Table {
  const windows = new Windows(input, environment);
  const scalars = elements(node, 'Expressions').map((expression) =>
    windows.compile(namedExpression(expression)),
  );
  return computed(node, windows, scalars);
}

/** Keeps all columns; an expression takes the place of the column of its name, or is added. */
function extend({ node, input, environment }: OperatorUse): Table {
  const columns = columnsOf(node);
  const scalars = columns.map(({ type }, index) => columnAt(type, index));
  const windows = new Windows(input, environment);
  const set: { index: number; evaluate: Scalar['evaluate'] }[] = [];
  for (const { index, expression } of targets(node, input.columns.length)) {
    const scalar = windows.compile(namedExpression(expression));
    scalars[index] = scalar;
    set.push({ index, evaluate: scalar.evaluate });
  }
  checkColumns(node, scalars, columns);
  return lazyTable(columns, () =>
    windows.rows().map((row) => {
      const extended = row.slice(0, input.columns.length);
      for (const { index, evaluate } of set) {
        extended[index] = evaluate(row);
      }
      return extended;
    }),
  );
}

/** Says that the rows are in order as they are; and what `extend` does. */
function serialize(use: OperatorUse): Table {
  const isBare = elements(use.node, 'Expressions').length === 0;
  const input = serialized(use.input);
  return serialized(isBare ? input : extend({ ...use, input }));
}

/** Which column each expression sets: the one of its name, or the next of those added without one. */
function targets(
  node: SyntaxNode,
  inputWidth: number,
): { index: number; expression: SyntaxNode }[] {
  const columns = columnsOf(node);
  const expressions = elements(node, 'Expressions');
  const named = new Set(expressions.map(givenName));
  const unnamed = Array.from(columns.keys())
    .slice(inputWidth)
    .filter((index) => !named.has(columns[index]?.name));
  return expressions.map((expression) => {
    const name = givenName(expression);
    const index =
      name === undefined ? unnamed.shift() : columns.findIndex((column) => column.name === name);
    if (index === undefined || index < 0) {
      throw unsupported('An expression without a name in this place', expression);
    }
    return { index, expression };
  });
}

/** The binder has already resolved names and wildcards: its columns are what is left, in order. */
function keepByName({ node, input }: OperatorUse): Table {
  const scalars = columnsOf(node).map(({ name, type }) =>
    columnAt(type, indexOf(name, input.columns, node)),
  );
  return computed(node, input, scalars);
}

function rename({ node, input }: OperatorUse): Table {
  const columns = columnsOf(node);
  checkColumns(
    node,
    input.columns.map(({ type }, index) => columnAt(type, index)),
    columns,
  );
  return lazyTable(columns, input.rows);
}

function distinct({ node, input, environment }: OperatorUse): Table {
  parametersOf(node, []);
  const expressions = elements(node, 'Expressions');
  const all = expressions.some(({ kind }) => kind === 'StarExpression');
  const scalars = all
    ? input.columns.map(({ type }, index) => columnAt(type, index))
    : expressions.map((expression) => scalarOn(namedExpression(expression), input, environment));
  const { columns, rows } = computed(node, input, scalars);
  return lazyTable(columns, () => distinctBy(rows(), (row) => row));
}

function computed(node: SyntaxNode, input: Pick<Table, 'rows'>, scalars: readonly Scalar[]): Table {
  const columns = columnsOf(node);
  checkColumns(node, scalars, columns);
  return lazyTable(columns, () =>
    input.rows().map((row) => scalars.map(({ evaluate }) => evaluate(row))),
  );
}

function indexOf(name: string, columns: readonly Column[], node: SyntaxNode): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index < 0) {
    throw unsupported(`The column ${name} in this place`, node);
  }
  return index;
}
