import { literal } from './scalar';
import type { Scalar } from './scalar';
import { elements, part } from './syntaxNode';
import type { SyntaxNode } from './syntaxNode';
import { parseDateTime, parseTimespan } from './ticks';
import { toDynamic } from './toDynamic';
import { unsupported } from './unsupported';
import type { Dynamic, Value } from './value';

/** Reads the text of a literal; undefined if it is in a form that is not implemented. */
const readers: Readonly<Record<string, (text: string) => Value | undefined>> = {
  BooleanLiteralExpression: (text) => booleans.get(text.toLowerCase()),
  IntLiteralExpression: whole,
  LongLiteralExpression: whole,
  RealLiteralExpression: real,
  DateTimeLiteralExpression: parseDateTime,
  TimespanLiteralExpression: parseTimespan,
  GuidLiteralExpression: (text) => text.toLowerCase(),
};

const booleans = new Map([
  ['true', true],
  ['false', false],
]);

/** The value that a literal stands for, including arrays and bags in `dynamic(…)`. */
export function compileLiteral(node: SyntaxNode): Scalar {
  if (node.kind === 'StringLiteralExpression' || node.kind === 'CompoundStringLiteralExpression') {
    return literal('string', node.literal ?? '');
  }
  if (node.kind === 'DynamicExpression') {
    return literal('dynamic', dynamicValue(part(node, 'Expression')));
  }
  // As in `long(5)` and `timespan(null)`; numbers, times and truths also stand bare.
  const inner = /^[a-z]+\s*\(\s*(.*?)\s*\)$/is.exec(node.text)?.[1] ?? node.text;
  const value = inner === 'null' ? null : readers[node.kind]?.(inner);
  if (value === undefined || node.type === undefined) {
    throw unsupported(`The literal ${node.text}`, node);
  }
  return literal(node.type, value);
}

function dynamicValue(node: SyntaxNode): Dynamic {
  switch (node.kind) {
    case 'NullLiteralExpression':
      return null;
    case 'JsonArrayExpression':
      return elements(node, 'Values').map(dynamicValue);
    case 'JsonObjectExpression':
      return Object.fromEntries(
        elements(node, 'Pairs').map((pair) => [pairName(pair), dynamicValue(part(pair, 'Value'))]),
      );
    case 'UnaryMinusExpression': {
      const value = dynamicValue(part(node, 'Expression'));
      if (typeof value !== 'number') {
        throw unsupported(`The literal ${node.text}`, node);
      }
      return -value;
    }
    default: {
      const { type, evaluate } = compileLiteral(node);
      return toDynamic(evaluate([]), type);
    }
  }
}

function pairName(pair: SyntaxNode): string {
  const quoted = part(pair, 'Name');
  if (quoted.text.includes('\\')) {
    throw unsupported(`The escape in the property name ${quoted.text}`, quoted);
  }
  return quoted.text.slice(1, -1);
}

function whole(text: string): number | undefined {
  const value = Number(text);
  return text !== '' && Number.isSafeInteger(value) ? value : undefined;
}

const specialReals = new Map([
  ['nan', NaN],
  ['+inf', Infinity],
  ['inf', Infinity],
  ['-inf', -Infinity],
]);

function real(text: string): number | undefined {
  const special = specialReals.get(text.toLowerCase());
  if (special !== undefined) {
    return special;
  }
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? undefined : value;
}
