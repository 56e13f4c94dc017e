import { checkedLong } from './arithmetic';
import { order } from './order';
import { missing } from './value';
import type { Dynamic, KqlType, Value } from './value';

/** Takes in the values of a group, one by one and none of them null, and makes one value of them. */
export type Fold = (type: KqlType) => { add: (value: Value) => void; result: () => Value };

/** Zero over nothing, unlike the average. */
export function sum(type: KqlType): ReturnType<Fold> {
  let total = 0;
  let ticks = 0n;
  return {
    add: (value) => {
      if (typeof value === 'number') {
        total += value;
      } else if (typeof value === 'bigint') {
        ticks += value;
      }
    },
    result: () => {
      if (type === 'timespan') {
        return ticks;
      }
      return type === 'real' ? total : checkedLong(total);
    },
  };
}

/** NaN over nothing, not null; but null for a timespan, which has no NaN. */
export function average(type: KqlType): ReturnType<Fold> {
  let values = 0;
  const { add, result } = sum(type === 'timespan' ? type : 'real');
  return {
    add: (value) => {
      values += 1;
      add(value);
    },
    result: () => {
      const total = result();
      if (typeof total === 'bigint') {
        return values === 0 ? null : total / BigInt(values);
      }
      return typeof total === 'number' ? total / values : null;
    },
  };
}

/** NaN is passed over, unless there is nothing else. */
export function extreme(direction: 1 | -1): Fold {
  return (type) => {
    let best: Value = missing(type);
    let found = false;
    return {
      add: (value) => {
        const sign = order(value, best);
        if (!found || Number.isNaN(best) || (sign !== undefined && direction * sign > 0)) {
          best = value;
          found = true;
        }
      },
      result: () => best,
    };
  };
}

/** Exact, where the service estimates. */
export function distinctCount(): ReturnType<Fold> {
  const seen = new Set<Value>();
  return { add: (value) => void seen.add(value), result: () => seen.size };
}

/** The first value that is not empty. */
export function any(type: KqlType): ReturnType<Fold> {
  let chosen: Value = missing(type);
  return {
    add: (value) => {
      if (chosen === null || chosen === '') {
        chosen = value;
      }
    },
    result: () => chosen,
  };
}

/** The value at the nearest rank, which the service only approximates for large groups. */
export function percentile(percent: number): Fold {
  return () => {
    const values: Value[] = [];
    return {
      add: (value) => {
        if (!Number.isNaN(value)) {
          values.push(value);
        }
      },
      result: () => {
        const sorted = values.toSorted((a, b) => order(a, b) ?? 0);
        return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
      },
    };
  };
}

/** Takes in the elements of a set or a list. */
export type Elements = { add: (value: Dynamic) => void; result: () => readonly Dynamic[] };

/** In the order of first appearance, which the service does not promise. */
export function set(most: number): Elements {
  const elements = new Set<Dynamic>();
  return {
    add: (value) => {
      if (elements.size < most) {
        elements.add(value);
      }
    },
    result: () => [...elements],
  };
}

export function list(most: number): Elements {
  const elements: Dynamic[] = [];
  return {
    add: (value) => {
      if (elements.length < most) {
        elements.push(value);
      }
    },
    result: () => elements,
  };
}
