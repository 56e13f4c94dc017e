import { argumentError } from '../../serviceBusError';
import type { GivenValues } from '../ruleDescription';
import { SYSTEM_PROPERTIES } from '../systemProperties';
import type { BinaryOperator, Expression, Property } from './expression';
import { TokenReader } from './tokenReader';

/** From the loosest binding to the tightest, without the comparisons, which lie between the two. */
const SUMS: readonly BinaryOperator[] = ['+', '-'];
const PRODUCTS: readonly BinaryOperator[] = ['*', '/', '%'];
const COMPARISONS = ['=', '<>', '!=', '<=', '>=', '<', '>'] as const;

const RESERVED = /^(?:and|or|not|in|like|escape|is|null|exists|true|false|set|remove)$/i;

/** Parses a SQL filter. Throws `argument-error` that names the place and what was expected there. */
export function parseFilter(expression: string, parameters: GivenValues = {}): Expression {
  const tokens = new TokenReader(expression, parameters);
  const parsed = parseExpression(tokens);
  if (!tokens.isAtEnd) {
    throw tokens.unexpected('the end');
  }
  return parsed;
}

export function parseExpression(tokens: TokenReader): Expression {
  return parseChain(tokens, ['OR'], () => parseChain(tokens, ['AND'], () => parseNegation(tokens)));
}

/** A property, with its scope if there is one. */
export function parseProperty(tokens: TokenReader): Property {
  const first = parseName(tokens);
  const isScoped = tokens.takeIf('.');
  const scope = isScoped ? first.toLowerCase() : 'user';
  const name = isScoped ? parseName(tokens) : first;
  if (scope !== 'sys' && scope !== 'user') {
    throw argumentError(`Found the scope '${first}', expected sys or user.`);
  }
  if (scope === 'sys' && !SYSTEM_PROPERTIES.has(name.toLowerCase())) {
    throw argumentError(
      `Found the system property '${name}', expected one of ${[...SYSTEM_PROPERTIES.keys()].join(', ')}.`,
    );
  }
  return { type: 'property', scope, name };
}

function parseName(tokens: TokenReader): string {
  const { kind, text } = tokens.next;
  if (kind !== 'delimited' && (kind !== 'word' || RESERVED.test(text))) {
    throw tokens.unexpected('the name of a property');
  }
  return tokens.take().text;
}

function parseChain(
  tokens: TokenReader,
  operators: readonly BinaryOperator[],
  parsePart: () => Expression,
): Expression {
  let left = parsePart();
  for (let found = tokens.takeOneOf(operators); found; found = tokens.takeOneOf(operators)) {
    left = { type: 'binary', operator: found, left, right: parsePart() };
  }
  return left;
}

function parseNegation(tokens: TokenReader): Expression {
  return tokens.takeIf('NOT')
    ? { type: 'not', operand: parseNegation(tokens) }
    : parsePredicate(tokens);
}

function parsePredicate(tokens: TokenReader): Expression {
  if (tokens.takeIf('EXISTS')) {
    tokens.expect('(');
    const property = parseProperty(tokens);
    tokens.expect(')');
    return { type: 'exists', property };
  }
  const left = parseSum(tokens);
  const comparison = tokens.takeOneOf(COMPARISONS);
  if (comparison !== undefined) {
    const operator = comparison === '!=' ? '<>' : comparison;
    return { type: 'binary', operator, left, right: parseSum(tokens) };
  }
  if (tokens.takeIf('IS')) {
    return parseIsNull(tokens, left);
  }
  if (tokens.takeIf('NOT')) {
    return { type: 'not', operand: parseMembership(tokens, left) ?? fail(tokens, 'IN or LIKE') };
  }
  return parseMembership(tokens, left) ?? left;
}

function parseIsNull(tokens: TokenReader, operand: Expression): Expression {
  const isNegated = tokens.takeIf('NOT');
  tokens.expect('NULL');
  if (operand.type !== 'property') {
    throw argumentError('Found IS NULL behind an expression, expected it behind a property.');
  }
  return isNegated
    ? { type: 'not', operand: { type: 'isNull', operand } }
    : { type: 'isNull', operand };
}

function parseMembership(tokens: TokenReader, operand: Expression): Expression | undefined {
  if (tokens.takeIf('IN')) {
    tokens.expect('(');
    const items = [parseSum(tokens)];
    while (tokens.takeIf(',')) {
      items.push(parseSum(tokens));
    }
    tokens.expect(')');
    return { type: 'in', operand, items };
  }
  if (tokens.takeIf('LIKE')) {
    const pattern = parseSum(tokens);
    const escape = tokens.takeIf('ESCAPE') ? parseSum(tokens) : undefined;
    return { type: 'like', operand, pattern, escape };
  }
  return undefined;
}

function parseSum(tokens: TokenReader): Expression {
  return parseChain(tokens, SUMS, () => parseChain(tokens, PRODUCTS, () => parseSigned(tokens)));
}

function parseSigned(tokens: TokenReader): Expression {
  if (tokens.takeIf('-')) {
    return { type: 'minus', operand: parseSigned(tokens) };
  }
  return tokens.takeIf('+') ? parseSigned(tokens) : parseOperand(tokens);
}

function parseOperand(tokens: TokenReader): Expression {
  const { kind, text } = tokens.next;
  if (tokens.takeIf('(')) {
    const inner = parseExpression(tokens);
    tokens.expect(')');
    return inner;
  }
  if (kind === 'string') {
    return { type: 'constant', value: tokens.take().text };
  }
  if (kind === 'number') {
    return { type: 'constant', value: Number(tokens.take().text) };
  }
  if (tokens.takeIf('NULL')) {
    return { type: 'constant', value: null };
  }
  const truth = tokens.takeOneOf(['TRUE', 'FALSE']);
  if (truth !== undefined) {
    return { type: 'constant', value: truth === 'TRUE' };
  }
  if (kind === 'word' && text.startsWith('@')) {
    return { type: 'constant', value: tokens.parameter(tokens.take().text) };
  }
  const property = parseProperty(tokens);
  return kind === 'word' && tokens.takeIf('(') ? parseCall(tokens, text) : property;
}

/** `newid()`, and `property(name)` or `p(name)` for a name that is no identifier. */
function parseCall(tokens: TokenReader, name: string): Expression {
  const lower = name.toLowerCase();
  if (lower === 'newid') {
    tokens.expect(')');
    return { type: 'newId' };
  }
  if (lower !== 'property' && lower !== 'p') {
    throw argumentError(`Found the function '${name}', expected newid, property or p.`);
  }
  const isQuoted = tokens.next.kind === 'string';
  const property: Property = isQuoted
    ? { type: 'property', scope: 'user', name: tokens.take().text }
    : parseProperty(tokens);
  tokens.expect(')');
  return property;
}

function fail(tokens: TokenReader, expected: string): never {
  throw tokens.unexpected(expected);
}
