import { combine, constantValue, literal } from '../scalar';
import type { Scalar } from '../scalar';
import { elements, namedExpression, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { floorDivide } from '../ticks';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { toDynamic } from '../toDynamic';
import { unsupported } from '../unsupported';
import { isNumeric } from '../value';
import type { Dynamic, KqlType, Row, Value } from '../value';
import { KeyIndex } from '../keyIndex';
import { checkParts, columnsOf, parametersOf, scalarOn } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';
import { grouped, keysOf, Totals } from './totals';

/**
 * `make-series … on axis from a to b step c`: for each group an array per aggregate, with an element
 * for each step from the start up to, but without, the end; the default where there are no rows.
 */
export const makeSeriesOperator: TabularOperator = {
  understands: ['Parameters', 'Aggregates', 'OnClause', 'RangeClause', 'ByClause'],
  compile: ({ node, input, environment }: OperatorUse): Table => {
    parametersOf(node, []);
    const axis = axisOf({ node, input, environment });
    const keyNodes = keysOf(node);
    const keys = keyNodes.map((key) => scalarOn(namedExpression(key), input, environment));
    const bin = combine('long', [axis.position], (row) => axis.binOf(axis.position.evaluate(row)));
    // Of the totals of a group, the keys are first; the last of them here is the step.
    const totals = new Totals([...keyNodes, node], input, environment);
    const series = elements(node, 'Aggregates').map((item) => seriesOf(item, totals));
    const columns = columnsOf(node);
    return lazyTable(columns, () => {
      const rows = input.rows().filter((row) => bin.evaluate(row) !== null);
      const cells = grouped(rows, [...keys, bin], totals.starts);
      return byKeys(cells, keys.length).map(({ key, cellAt }) => [
        ...key,
        ...series.map(({ valueOf, otherwise }) =>
          axis.steps.map((_, step): Dynamic => {
            const cell = cellAt.get(step);
            return cell === undefined ? otherwise : valueOf(cell);
          }),
        ),
        axis.steps.map((step) => toDynamic(step, axis.position.type)),
      ]);
    });
  },
};

type Series = {
  readonly valueOf: (cell: Row) => Dynamic;
  /** What stands for a step without rows. */
  readonly otherwise: Dynamic;
};

function seriesOf(item: SyntaxNode, totals: Totals): Series {
  checkParts(item, ['Expression', 'DefaultExpression']);
  const [scalar, ...more] = totals.compile(part(item, 'Expression'));
  const clause = item.fields.get('DefaultExpression');
  const otherwise = clause ? totals.constant(part(clause, 'Expression')) : literal('long', 0);
  if (scalar === undefined || more.length > 0 || !isNumeric(scalar.type)) {
    throw unsupported(`A series of ${item.text}`, item);
  }
  if (!isNumeric(otherwise.type)) {
    throw unsupported(`The default ${clause?.text ?? ''}`, item);
  }
  return {
    valueOf: (cell) => toDynamic(scalar.evaluate(cell), scalar.type),
    otherwise: toDynamic(constantValue(otherwise) ?? null, otherwise.type),
  };
}

type Axis = {
  readonly position: Scalar;
  /** Where each step begins. */
  readonly steps: readonly Value[];
  /** The number of the step that a position is in; null if it is in none. */
  readonly binOf: (position: Value) => number | null;
};

/** As many steps as a series of the service may have. */
const mostSteps = 1_048_576;

function axisOf({ node, input, environment }: OperatorUse): Axis {
  const on = part(node, 'OnClause');
  const range = part(node, 'RangeClause');
  const position = scalarOn(namedExpression(part(on, 'Expression')), input, environment);
  const [from, to, step] = ['From', 'To', 'Step'].map((name) => {
    const clause = range.fields.get(`MakeSeries${name}Clause`);
    return clause && scalarOn(part(clause, 'Expression'), { ...input, columns: [] }, environment);
  });
  if (!from || !to || !step) {
    // Where a series begins by itself depends on its rows, and is not documented well enough.
    throw unsupported('make-series without from, to and step', range);
  }
  const bounds = [from, to, step].map(constantValue);
  const axis = stepsOf(bounds, [position.type, from.type, to.type, step.type]);
  if (axis === undefined || axis.steps.length > mostSteps) {
    throw unsupported(`make-series over ${range.text}`, range);
  }
  return { position, ...axis };
}

function stepsOf(
  [from, to, step]: readonly (Value | undefined)[],
  types: readonly KqlType[],
): Omit<Axis, 'position'> | undefined {
  const isTime = types.join(' ') === 'datetime datetime datetime timespan';
  if (isTime && typeof from === 'bigint' && typeof to === 'bigint' && typeof step === 'bigint') {
    const count = step > 0n ? Number(-floorDivide(from - to, step)) : 0;
    return {
      steps: places(count, (at) => from + BigInt(at) * step),
      binOf: (at) =>
        typeof at === 'bigint' ? within(floorDivide(at - from, step), at < to) : null,
    };
  }
  const isLong = types.every((type) => type === 'long' || type === 'int');
  if (isLong && typeof from === 'number' && typeof to === 'number' && typeof step === 'number') {
    const count = step > 0 ? Math.ceil((to - from) / step) : 0;
    return {
      steps: places(count, (at) => from + at * step),
      binOf: (at) =>
        typeof at === 'number' ? within(BigInt(Math.floor((at - from) / step)), at < to) : null,
    };
  }
  return undefined;
}

function within(step: bigint, isBeforeEnd: boolean): number | null {
  return step >= 0n && isBeforeEnd ? Number(step) : null;
}

function places(count: number, valueAt: (at: number) => Value): Value[] {
  return Array.from({ length: Math.max(0, Math.min(count, mostSteps + 1)) }, (_, at) =>
    valueAt(at),
  );
}

type Group = { readonly key: readonly Value[]; readonly cellAt: Map<number, Row> };

/** The cells of each group by their step, groups in the order in which they first appear. */
function byKeys(cells: readonly Row[], width: number): Group[] {
  const index = new KeyIndex<Group>();
  const groups: Group[] = [];
  for (const cell of cells) {
    const key = cell.slice(0, width);
    const group = index.getOrAdd(key, () => {
      const made = { key, cellAt: new Map<number, Row>() };
      groups.push(made);
      return made;
    });
    group.cellAt.set(Number(cell[width]), cell);
  }
  return groups;
}
