import type { BinaryOperator } from './comparison';
import { combine } from './scalar';
import type { Scalar } from './scalar';
import { isNumeric } from './value';
import type { KqlType, Value } from './value';
import { UnsupportedQuery } from './unsupported';

/** The arithmetic operators, by the parser's names. Null on either side makes null. */
export const arithmetic: Readonly<Record<string, BinaryOperator>> = {
  AddExpression: byTypes([
    numbers((a, b) => a + b),
    ticks('datetime', 'timespan', (a, b) => a + b),
    ticks('timespan', 'datetime', (a, b) => a + b),
    ticks('timespan', 'timespan', (a, b) => a + b),
  ]),
  SubtractExpression: byTypes([
    numbers((a, b) => a - b),
    ticks('datetime', 'datetime', (a, b) => a - b),
    ticks('datetime', 'timespan', (a, b) => a - b),
    ticks('timespan', 'timespan', (a, b) => a - b),
  ]),
  MultiplyExpression: byTypes([
    numbers((a, b) => a * b),
    scaling(multiplyTicks),
    swapped(scaling(multiplyTicks)),
  ]),
  DivideExpression: byTypes([
    division(),
    ticks('timespan', 'timespan', (a, b) => Number(a) / Number(b)),
    scaling((span, number) => (number === 0 ? null : multiplyTicks(span, 1 / number))),
  ]),
  ModuloExpression: modulo,
};

/** Never negative, whatever the signs; null by zero. Whole numbers only. */
function modulo(...[left, right, type]: Parameters<BinaryOperator>): Scalar | undefined {
  const least = numbers((a, b) =>
    b === 0 ? null : ((a % Math.abs(b)) + Math.abs(b)) % Math.abs(b),
  );
  return type === 'real' ? undefined : least(left, right, type);
}

/** `-x`, for numbers and timespans. */
export function negate(operand: Scalar): Scalar | undefined {
  if (!isNumeric(operand.type) && operand.type !== 'timespan') {
    return undefined;
  }
  return combine(operand.type, [operand], (row) => {
    const value = operand.evaluate(row);
    return typeof value === 'number' || typeof value === 'bigint' ? -value : null;
  });
}

/** A `long` of up to 64 bits does not fit a JavaScript number; beyond 53 bits we refuse. */
export function checkedLong(value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new UnsupportedQuery(`The long ${value}, of more than 53 bits,`);
  }
  return value;
}

function byTypes(candidates: readonly BinaryOperator[]): BinaryOperator {
  return (left, right, type) => {
    for (const candidate of candidates) {
      const found = candidate(left, right, type);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  };
}

function swapped(operator: BinaryOperator): BinaryOperator {
  return (left, right, type) => operator(right, left, type);
}

function numbers(calculate: (a: number, b: number) => number | null): BinaryOperator {
  return (left, right, type) => {
    if (!isNumeric(left.type) || !isNumeric(right.type)) {
      return undefined;
    }
    return combine(type, [left, right], (row) => {
      const a = left.evaluate(row);
      const b = right.evaluate(row);
      if (typeof a !== 'number' || typeof b !== 'number') {
        return null;
      }
      const result = calculate(a, b);
      return type === 'real' || result === null ? result : checkedLong(result);
    });
  };
}

/** Whole numbers divide to a whole number, cut towards zero, and to null by zero. */
function division(): BinaryOperator {
  const whole = numbers((a, b) => (b === 0 ? null : Math.trunc(a / b)));
  const real = numbers((a, b) => a / b);
  return (left, right, type) => (type === 'real' ? real : whole)(left, right, type);
}

function ticks(
  leftType: KqlType,
  rightType: KqlType,
  calculate: (a: bigint, b: bigint) => Value,
): BinaryOperator {
  return (left, right, type) => {
    if (left.type !== leftType || right.type !== rightType) {
      return undefined;
    }
    return combine(type, [left, right], (row) => {
      const a = left.evaluate(row);
      const b = right.evaluate(row);
      return typeof a === 'bigint' && typeof b === 'bigint' ? calculate(a, b) : null;
    });
  };
}

function scaling(calculate: (span: bigint, number: number) => Value): BinaryOperator {
  return (left, right, type) => {
    if (left.type !== 'timespan' || !isNumeric(right.type)) {
      return undefined;
    }
    return combine(type, [left, right], (row) => {
      const span = left.evaluate(row);
      const number = right.evaluate(row);
      return typeof span === 'bigint' && typeof number === 'number'
        ? calculate(span, number)
        : null;
    });
  };
}

function multiplyTicks(span: bigint, factor: number): Value {
  if (Number.isInteger(factor)) {
    return span * BigInt(factor);
  }
  const product = Number(span) * factor;
  return Number.isFinite(product) ? BigInt(Math.round(product)) : null;
}
