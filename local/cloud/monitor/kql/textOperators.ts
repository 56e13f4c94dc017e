import type { BinaryOperator } from './comparison';
import { regex } from './regex';
import { combine, constantValue } from './scalar';
import type { Scalar } from './scalar';
import { toText } from './toText';

type TextTest = (text: string, wanted: string) => boolean;

/** The text operators, by the parser's names. A `dynamic` is taken by its text. */
export const textOperators: Readonly<Record<string, BinaryOperator>> = {
  EqualTildeExpression: textTest((text, wanted) => text === wanted, { fold: true, negated: false }),
  BangTildeExpression: textTest((text, wanted) => text === wanted, { fold: true, negated: true }),
  ...family('Has', hasTerm),
  ...family('HasPrefix', (text, wanted) => findsTerm(text, wanted, { start: true, end: false })),
  ...family('HasSuffix', (text, wanted) => findsTerm(text, wanted, { start: false, end: true })),
  ...family('Contains', (text, wanted) => text.includes(wanted)),
  ...family('StartsWith', (text, wanted) => text.startsWith(wanted)),
  ...family('EndsWith', (text, wanted) => text.endsWith(wanted)),
  MatchesRegexExpression: matchesRegex,
};

/** Whether the text has the wanted term: a run of letters and digits, not just a substring. */
export function hasTerm(text: string, wanted: string): boolean {
  return findsTerm(text, wanted, { start: true, end: true });
}

/** The text of a scalar that an operator on text accepts; undefined for one of another type. */
export function textOf(
  scalar: Scalar,
): ((row: Parameters<Scalar['evaluate']>[0]) => string) | undefined {
  return scalar.type === 'string' || scalar.type === 'dynamic'
    ? (row) => toText(scalar.evaluate(row), scalar.type)
    : undefined;
}

const termCharacter = /[\p{L}\p{N}]/u;

function findsTerm(
  text: string,
  wanted: string,
  boundary: { start: boolean; end: boolean },
): boolean {
  if (wanted === '') {
    return true;
  }
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const cutsBefore = boundary.start && insideTerm(text, at);
    const cutsAfter = boundary.end && insideTerm(text, at + wanted.length);
    if (!cutsBefore && !cutsAfter) {
      return true;
    }
  }
  return false;
}

/** Whether the position lies between two characters of one term. */
function insideTerm(text: string, at: number): boolean {
  return termCharacter.test(text.charAt(at - 1)) && termCharacter.test(text.charAt(at));
}

function family(name: string, test: TextTest): Record<string, BinaryOperator> {
  return {
    [`${name}Expression`]: textTest(test, { fold: true, negated: false }),
    [`${name}CsExpression`]: textTest(test, { fold: false, negated: false }),
    [`Not${name}Expression`]: textTest(test, { fold: true, negated: true }),
    [`Not${name}CsExpression`]: textTest(test, { fold: false, negated: true }),
  };
}

function textTest(
  test: TextTest,
  { fold, negated }: { fold: boolean; negated: boolean },
): BinaryOperator {
  const folded = fold ? (text: string) => text.toLowerCase() : (text: string) => text;
  return (left, right, type) => {
    const text = textOf(left);
    const wanted = textOf(right);
    if (text === undefined || wanted === undefined) {
      return undefined;
    }
    const fixed = right.constant ? folded(wanted([])) : undefined;
    return combine(
      type,
      [left, right],
      (row) => test(folded(text(row)), fixed ?? folded(wanted(row))) !== negated,
    );
  };
}

function matchesRegex(...[left, right, type]: Parameters<BinaryOperator>): Scalar | undefined {
  const text = textOf(left);
  const pattern = constantValue(right);
  if (text === undefined || typeof pattern !== 'string') {
    return undefined;
  }
  const compiled = regex(pattern);
  return combine(type, [left], (row) => compiled.test(text(row)));
}
