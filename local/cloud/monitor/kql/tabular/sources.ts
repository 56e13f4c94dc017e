import { compileScalar } from '../compileScalar';
import type { Environment } from '../scope';
import { elements, namedExpression } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import { checkColumns, checkParts, columnsOf } from './tabularOperator';

/** `print`: one row of values. */
export function compilePrint(node: SyntaxNode, environment: Environment): Table {
  checkParts(node, ['Expressions']);
  const scalars = elements(node, 'Expressions').map((expression) =>
    compileScalar(namedExpression(expression), { ...environment, columns: [] }),
  );
  const columns = columnsOf(node);
  checkColumns(node, scalars, columns);
  return lazyTable(columns, () => [scalars.map(({ evaluate }) => evaluate([]))]);
}

/** `datatable(…)[…]`: the values of row after row. */
export function compileDataTable(node: SyntaxNode, environment: Environment): Table {
  checkParts(node, ['Schema', 'Values']);
  const columns = columnsOf(node);
  const scalars = elements(node, 'Values').map((value) =>
    compileScalar(value, { ...environment, columns: [] }),
  );
  if (scalars.length % columns.length !== 0) {
    throw unsupported('A datatable whose last row is not full', node);
  }
  const rows = Array.from({ length: scalars.length / columns.length }, (_, index) =>
    scalars.slice(index * columns.length, (index + 1) * columns.length),
  );
  for (const row of rows) {
    checkColumns(node, row, columns);
  }
  return lazyTable(columns, () => rows.map((row) => row.map(({ evaluate }) => evaluate([]))));
}
