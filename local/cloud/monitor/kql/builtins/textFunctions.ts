import { regex } from '../regex';
import { combine, constantValue } from '../scalar';
import type { Scalar } from '../scalar';
import { textOf } from '../textOperators';
import { toText } from '../toText';
import type { Value } from '../value';
import { looseText, number, of1, of2, of3, text } from './overload';
import type { Functions, Overload } from './overload';

/** Functions on text. `strlen`, `substring` and `indexof` count UTF-16 units, except as noted. */
export const textFunctions: Functions = {
  tolower: [of1(looseText, (value) => value.toLowerCase())],
  toupper: [of1(looseText, (value) => value.toUpperCase())],
  // Characters, not units: an emoji is one.
  strlen: [of1(looseText, (value) => Array.from(value).length)],
  substring: [
    of2([looseText, number], (value, start) => substring(value, start)),
    of3([looseText, number, number], substring),
  ],
  split: [
    of2([looseText, text], (value, separator) => split(value, separator)),
    of3([looseText, text, number], (value, separator, index) => {
      const piece = split(value, separator)[index];
      return piece === undefined ? [] : [piece];
    }),
  ],
  indexof: [
    of2([looseText, looseText], (value, wanted) => value.indexOf(wanted)),
    of3([looseText, looseText, number], (value, wanted, start) =>
      value.indexOf(wanted, start < 0 ? Math.max(0, value.length + start) : start),
    ),
  ],
  replace_string: [of3([text, text, text], (value, from, to) => value.replaceAll(from, () => to))],
  strcat: [joined(0)],
  strcat_delim: [joined(1)],
  trim: [trimmed((pattern) => `^(?:${pattern})|(?:${pattern})$`)],
  trim_start: [trimmed((pattern) => `^(?:${pattern})`)],
  trim_end: [trimmed((pattern) => `(?:${pattern})$`)],
  extract: [extract],
};

function substring(value: string, start: number, length = value.length): string {
  const from = start < 0 ? Math.max(0, value.length + start) : start;
  return value.slice(from, from + Math.max(0, length));
}

function split(value: string, separator: string): string[] {
  return separator === '' ? [value] : value.split(separator);
}

/** Joins the texts of all arguments, with the first as the separator if there is one. */
function joined(separators: 0 | 1): Overload {
  return (args, { type }) => {
    if (args.length <= separators) {
      return undefined;
    }
    return combine(type, args, (row) => {
      const texts = args.map((arg) => toText(arg.evaluate(row), arg.type));
      return texts.slice(separators).join(separators === 1 ? texts[0] : '');
    });
  };
}

/** Cuts what a constant pattern matches off the ends. */
function trimmed(anchored: (pattern: string) => string): Overload {
  return ([pattern, subject, ...more], { type }) => {
    const fixed = pattern && constantValue(pattern);
    if (typeof fixed !== 'string' || subject?.type !== 'string' || more.length > 0) {
      return undefined;
    }
    // Compiled once as it stands, so that a pattern which is refused is named as it was written.
    const { flags, source } = regex(fixed);
    const ends = new RegExp(anchored(source), `${flags}g`);
    return combine(type, [subject], (row) =>
      toText(subject.evaluate(row), subject.type).replaceAll(ends, ''),
    );
  };
}

/** `extract(regex, group, text)` with a constant pattern; `""` if it does not match. */
function extract(
  ...[[pattern, group, subject, ...more], { type }]: Parameters<Overload>
): Scalar | undefined {
  const fixed = pattern && constantValue(pattern);
  const index = group && constantValue(group);
  const subjectText = subject && textOf(subject);
  const understood = typeof fixed === 'string' && typeof index === 'number' && more.length === 0;
  if (!understood || subject === undefined || subjectText === undefined) {
    return undefined;
  }
  const compiled = regex(fixed);
  return combine(type, [subject], (row): Value => compiled.exec(subjectText(row))?.[index] ?? '');
}
