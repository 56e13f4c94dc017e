import { columnAt } from '../scalar';
import type { Scalar } from '../scalar';
import { elements, givenName, namedExpression } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import type { Column } from '../value';
import { distinctBy } from './rowOperators';
import { checkColumns, columnsOf, parametersOf, scalarOn } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';

/** Operators that choose or make columns, by the parser's names. */
export const columnOperators: Readonly<Record<string, TabularOperator>> = {
  ProjectOperator: { understands: ['Expressions'], compile: project },
  ExtendOperator: { understands: ['Expressions'], compile: extend },
  ProjectAwayOperator: { understands: ['Expressions'], compile: keepByName },
  ProjectKeepOperator: { understands: ['Expressions'], compile: keepByName },
  ProjectReorderOperator: { understands: ['Expressions'], compile: keepByName },
  ProjectRenameOperator: { understands: ['Expressions'], compile: rename },
  DistinctOperator: { understands: ['Parameters', 'Expressions'], compile: distinct },
};

function project({ node, input, environment }: OperatorUse): Table {
  const scalars = elements(node, 'Expressions').map((expression) =>
    scalarOn(namedExpression(expression), input, environment),
  );
  return computed(node, input, scalars);
}

/** Keeps all columns; an expression takes the place of the column of its name, or is added. */
function extend({ node, input, environment }: OperatorUse): Table {
  const columns = columnsOf(node);
  const scalars = columns.map(({ type }, index) => columnAt(type, index));
  const set: { index: number; evaluate: Scalar['evaluate'] }[] = [];
  for (const { index, expression } of targets(node, input.columns.length)) {
    const scalar = scalarOn(namedExpression(expression), input, environment);
    scalars[index] = scalar;
    set.push({ index, evaluate: scalar.evaluate });
  }
  checkColumns(node, scalars, columns);
  return lazyTable(columns, () =>
    input.rows().map((row) => {
      const extended = [...row];
      for (const { index, evaluate } of set) {
        extended[index] = evaluate(row);
      }
      return extended;
    }),
  );
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

function computed(node: SyntaxNode, input: Table, scalars: readonly Scalar[]): Table {
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
