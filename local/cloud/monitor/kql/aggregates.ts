import { any, average, distinctCount, extreme, list, percentile, set, sum } from './folds';
import { spreads } from './spreads';
import type { Elements, Fold } from './folds';
import { constantValue } from './scalar';
import type { Scalar } from './scalar';
import { toDynamic } from './toDynamic';
import { isNumeric } from './value';
import type { KqlType, Row, Value } from './value';

/** What an aggregate keeps for one group while its rows go by. */
export type Accumulator = { add: (row: Row) => void; result: () => Value };

/** Starts an accumulator per group; undefined if the aggregate does not take these arguments. */
export type Aggregate = (args: readonly Scalar[], type: KqlType) => (() => Accumulator) | undefined;

/** Every aggregate of one value that the simulator implements. All of them pass over nulls. */
export const aggregates: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ['count', count],
  ['countif', conditional(0, count)],
  ['sum', fold(isSummable, sum)],
  ['sumif', conditional(1, fold(isSummable, sum))],
  ['avg', fold(isSummable, average)],
  ['avgif', conditional(1, fold(isSummable, average))],
  ['min', fold(() => true, extreme(-1))],
  [
    'minif',
    conditional(
      1,
      fold(() => true, extreme(-1)),
    ),
  ],
  ['max', fold(() => true, extreme(1))],
  [
    'maxif',
    conditional(
      1,
      fold(() => true, extreme(1)),
    ),
  ],
  ...spreads.flatMap(([name, start]): [string, Aggregate][] => [
    [name, fold(isNumeric, start)],
    [`${name}if`, conditional(1, fold(isNumeric, start))],
  ]),
  ['dcount', fold(isGroupable, distinctCount)],
  ['dcountif', conditional(1, fold(isGroupable, distinctCount))],
  ['count_distinct', fold(isGroupable, distinctCount)],
  ['count_distinctif', conditional(1, fold(isGroupable, distinctCount))],
  ['take_any', fold(() => true, any)],
  [
    'take_anyif',
    conditional(
      1,
      fold(() => true, any),
    ),
  ],
  ['any', fold(() => true, any)],
  ['make_set', limited(isGroupable, set)],
  ['make_set_if', conditional(1, limited(isGroupable, set))],
  ['make_list', limited(() => true, list)],
  [
    'make_list_if',
    conditional(
      1,
      limited(() => true, list),
    ),
  ],
  ['percentile', percentileAggregate],
]);

/** How many elements a set or a list may have, unless it says so itself. */
const mostElements = 1_048_576;

function isSummable(type: KqlType): boolean {
  return isNumeric(type) || type === 'timespan';
}

function isGroupable(type: KqlType): boolean {
  return type !== 'dynamic';
}

function count(args: readonly Scalar[]): (() => Accumulator) | undefined {
  if (args.length > 0) {
    return undefined;
  }
  return () => {
    let rows = 0;
    return { add: () => void (rows += 1), result: () => rows };
  };
}

/** Lets only rows through for which the argument at the position is true, and drops the argument. */
function conditional(at: number, aggregate: Aggregate): Aggregate {
  return (args, type) => {
    const condition = args[at];
    const start = aggregate(args.toSpliced(at, 1), type);
    if (condition?.type !== 'bool' || start === undefined) {
      return undefined;
    }
    return () => {
      const { add, result } = start();
      return {
        add: (row) => {
          if (condition.evaluate(row) === true) {
            add(row);
          }
        },
        result,
      };
    };
  };
}

function fold(accepts: (type: KqlType) => boolean, start: Fold): Aggregate {
  return ([arg, ...more]) => {
    if (arg === undefined || more.length > 0 || !accepts(arg.type)) {
      return undefined;
    }
    return () => {
      const { add, result } = start(arg.type);
      return { add: ignoringNull(arg, add), result };
    };
  };
}

function ignoringNull({ evaluate }: Scalar, add: (value: Value) => void): (row: Row) => void {
  return (row) => {
    const value = evaluate(row);
    if (value !== null) {
      add(value);
    }
  };
}

/** A set or a list, with the most elements it may have as an optional last argument. */
function limited(
  accepts: (type: KqlType) => boolean,
  start: (most: number) => Elements,
): Aggregate {
  return ([arg, limit, ...more]) => {
    const most = limit === undefined ? mostElements : constantValue(limit);
    const fits = arg !== undefined && accepts(arg.type) && more.length === 0;
    if (!fits || typeof most !== 'number') {
      return undefined;
    }
    return () => {
      const { add, result } = start(most);
      return { add: ignoringNull(arg, (value) => add(toDynamic(value, arg.type))), result };
    };
  };
}

/** `percentile(value, rank)`, with a constant rank. */
function percentileAggregate(
  [arg, rank, ...more]: readonly Scalar[],
  type: KqlType,
): (() => Accumulator) | undefined {
  const percent = rank && constantValue(rank);
  const ranked = arg !== undefined && (isSummable(arg.type) || arg.type === 'datetime');
  return ranked && typeof percent === 'number' && more.length === 0
    ? fold(() => true, percentile(percent))([arg], type)
    : undefined;
}
