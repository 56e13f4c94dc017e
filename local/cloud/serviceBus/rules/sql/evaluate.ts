import { randomUUID } from 'node:crypto';
import type { FilterValue } from '../ruleDescription';
import type { MessageProperties } from '../messageProperties';
import type { Arithmetic, Comparison, Expression } from './expression';
import { likePattern } from './likePattern';

/** A value, or null for SQL's unknown. */
export type Value = FilterValue | null;

/**
 * The value of an expression for a message. What is unknown stays unknown: a property that is not
 * there, a comparison or sum of two types, a division by zero.
 */
export function evaluate(expression: Expression, message: MessageProperties): Value {
  switch (expression.type) {
    case 'constant':
      return expression.value;
    case 'property':
      return message.get(expression);
    case 'newId':
      return randomUUID();
    case 'not':
      return negate(evaluate(expression.operand, message));
    case 'minus': {
      const operand = evaluate(expression.operand, message);
      return typeof operand === 'number' ? -operand : null;
    }
    case 'isNull':
      return message.get(expression.operand) === null;
    case 'exists':
      return message.has(expression.property);
    case 'in':
      return isIn(expression, message);
    case 'like':
      return isLike(expression, message);
    case 'binary':
      return combine(expression, message);
  }
}

function negate(value: Value): boolean | null {
  return typeof value === 'boolean' ? !value : null;
}

function isIn(
  { operand, items }: Extract<Expression, { type: 'in' }>,
  message: MessageProperties,
): boolean | null {
  const value = evaluate(operand, message);
  const found = items.map((item) => compare('=', value, evaluate(item, message)));
  if (found.includes(true)) {
    return true;
  }
  return found.includes(null) ? null : false;
}

function isLike(
  { operand, pattern, escape }: Extract<Expression, { type: 'like' }>,
  message: MessageProperties,
): boolean | null {
  const [text, like] = [evaluate(operand, message), evaluate(pattern, message)];
  const escaped = escape === undefined ? '' : evaluate(escape, message);
  if (typeof text !== 'string' || typeof like !== 'string' || typeof escaped !== 'string') {
    return null;
  }
  return likePattern(like, escaped).test(text);
}

function combine(
  { operator, left, right }: Extract<Expression, { type: 'binary' }>,
  message: MessageProperties,
): Value {
  const first = evaluate(left, message);
  // What decides alone: false in AND, true in OR.
  if ((operator === 'AND' && first === false) || (operator === 'OR' && first === true)) {
    return first;
  }
  const second = evaluate(right, message);
  switch (operator) {
    case 'AND':
      return second === false ? false : bothTrue(first, second);
    case 'OR':
      return second === true ? true : bothFalse(first, second);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return calculate(operator, first, second);
    case '=':
    case '<>':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, first, second);
  }
}

function bothTrue(first: Value, second: Value): boolean | null {
  return first === true && second === true ? true : null;
}

function bothFalse(first: Value, second: Value): boolean | null {
  return first === false && second === false ? false : null;
}

function calculate(operator: Arithmetic, first: Value, second: Value): Value {
  if (operator === '+' && typeof first === 'string' && typeof second === 'string') {
    return first + second;
  }
  if (typeof first !== 'number' || typeof second !== 'number') {
    return null;
  }
  switch (operator) {
    case '+':
      return first + second;
    case '-':
      return first - second;
    case '*':
      return first * second;
    case '%':
      return second === 0 ? null : first % second;
    case '/':
      return divide(first, second);
  }
}

/** Of whole numbers the quotient is whole, as in T-SQL. */
function divide(first: number, second: number): number | null {
  if (second === 0) {
    return null;
  }
  const areWhole = Number.isInteger(first) && Number.isInteger(second);
  return areWhole ? Math.trunc(first / second) : first / second;
}

function compare(operator: Comparison, first: Value, second: Value): boolean | null {
  if (first === null || second === null || typeof first !== typeof second) {
    return null;
  }
  switch (operator) {
    case '=':
      return first === second;
    case '<>':
      return first !== second;
    case '<':
      return first < second;
    case '<=':
      return first <= second;
    case '>':
      return first > second;
    case '>=':
      return first >= second;
  }
}
