import { regex } from '../regex';
import { combine, constantValue } from '../scalar';
import type { Scalar } from '../scalar';
import { toText } from '../toText';
import type { Dynamic } from '../value';
import { number, of1, of2, text } from './overload';
import type { Functions, Overload } from './overload';

/** Functions that look for patterns, all of them constant, and for pieces of text. */
export const patternFunctions: Functions = {
  countof: [
    of2([text, text], overlapping),
    ([subject, pattern, kind, ...more], call) => {
      const chosen = kind && constantValue(kind);
      if (more.length > 0 || (chosen !== 'normal' && chosen !== 'regex')) {
        return undefined;
      }
      return chosen === 'normal'
        ? of2([text, text], overlapping)([subject, pattern].filter(isThere), call)
        : withPattern([subject, pattern], call.type, (value, all) => value.match(all)?.length ?? 0);
    },
  ],
  replace_regex: [
    ([subject, pattern, rewrite, ...more], { type }) => {
      const template = rewrite && constantValue(rewrite);
      return typeof template !== 'string' || more.length > 0
        ? undefined
        : withPattern([subject, pattern], type, (value, all) =>
            value.replaceAll(all, (...groups: unknown[]) => rewritten(template, groups)),
          );
    },
  ],
  extract_all: [
    ([pattern, subject, ...more], { type }) =>
      more.length > 0 ? undefined : withPattern([subject, pattern], type, extractAll),
  ],
  // Characters, not units: an emoji stays whole.
  reverse: [of1(text, (value) => Array.from(value).toReversed().join(''))],
  strrep: [of2([text, number], (value, times) => value.repeat(Math.max(0, Math.trunc(times))))],
};

function isThere(scalar: Scalar | undefined): scalar is Scalar {
  return scalar !== undefined;
}

/** Places where the piece begins: in `aaaa` there are three of `aa`. */
function overlapping(value: string, piece: string): number {
  let count = 0;
  let at = piece === '' ? -1 : value.indexOf(piece);
  while (at >= 0) {
    count += 1;
    at = value.indexOf(piece, at + 1);
  }
  return count;
}

function withPattern(
  [subject, pattern]: readonly (Scalar | undefined)[],
  type: Scalar['type'],
  calculate: (value: string, all: RegExp) => Dynamic,
): ReturnType<Overload> {
  const fixed = pattern && constantValue(pattern);
  if (subject?.type !== 'string' || typeof fixed !== 'string') {
    return undefined;
  }
  const { source, flags } = regex(fixed);
  const all = new RegExp(source, `${flags}g`);
  return combine(type, [subject], (row) =>
    calculate(toText(subject.evaluate(row), subject.type), all),
  );
}

/** `\1` stands for the first group, `\0` for all that was matched. */
function rewritten(template: string, groups: readonly unknown[]): string {
  return template.replaceAll(/\\(\d)/g, (_, digit: string) => {
    const group = groups[Number(digit)];
    return typeof group === 'string' ? group : '';
  });
}

/** The group of each match; of several groups, an array for each match. */
function extractAll(value: string, all: RegExp): Dynamic {
  const matches = Array.from(value.matchAll(all), ([, ...groups]) =>
    groups.map((group: string | undefined) => group ?? ''),
  );
  return matches.map((groups): Dynamic => (groups.length === 1 ? (groups[0] ?? '') : groups));
}
