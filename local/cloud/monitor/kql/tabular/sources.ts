import { compileScalar } from '../compileScalar';
import type { Environment } from '../scope';
import { elements, namedExpression, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { constantValue } from '../scalar';
import { lazyTable, serialized } from '../table';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import type { Value } from '../value';
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

/** So many rows are enough to count days and minutes with. */
const longestRange = 1_000_000;

/** `range x from a to b step c`: the end belongs to it, if a step gets there. */
export function compileRange(node: SyntaxNode, environment: Environment): Table {
  checkParts(node, ['Name', 'From', 'To', 'Step']);
  const columns = columnsOf(node);
  const scalars = ['From', 'To', 'Step'].map((name) =>
    compileScalar(part(node, name), { ...environment, columns: [] }),
  );
  checkColumns(node, scalars.slice(0, 1), columns);
  const [from, to, step] = scalars.map(constantValue);
  const values = steps(from, to, step);
  if (values === undefined || values.length > longestRange) {
    throw unsupported('A range of other than whole numbers or times, or of very many,', node);
  }
  return serialized(lazyTable(columns, () => values.map((value) => [value])));
}

function steps(
  from: Value | undefined,
  to: Value | undefined,
  step: Value | undefined,
): Value[] | undefined {
  if (typeof from === 'bigint' && typeof to === 'bigint' && typeof step === 'bigint') {
    return step > 0n ? count((to - from) / step, (at) => from + BigInt(at) * step) : undefined;
  }
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && Number.isSafeInteger(step)) {
    const [first, last, size] = [Number(from), Number(to), Number(step)];
    return size > 0
      ? count(BigInt(Math.floor((last - first) / size)), (at) => first + at * size)
      : undefined;
  }
  return undefined;
}

/** The values at 0 up to and with the last place; none if it is negative. */
function count(last: bigint, valueAt: (at: number) => Value): Value[] | undefined {
  return last >= BigInt(longestRange)
    ? undefined
    : Array.from({ length: Math.max(0, Number(last) + 1) }, (_, at) => valueAt(at));
}
