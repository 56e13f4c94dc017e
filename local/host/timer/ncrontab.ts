import { Cron } from 'croner';

type Field = { name: string; min: number; max: number; names?: readonly string[] };

const months =
  'january february march april may june july august september october november december'.split(
    ' ',
  );
const days = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

const fields: readonly Field[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: months },
  { name: 'day-of-week', min: 0, max: 6, names: days },
];

/**
 * Parses an NCRONTAB expression, `{second} {minute} {hour} {day} {month} {day-of-week}` in the time
 * of a zone; the seconds may be left out. Throws with the field that is wrong.
 *
 * Fields are read here, by NCRONTAB's rules, and handed on as plain lists of numbers: croner's own
 * dialect has more (`L`, `#`, 7 for Sunday) and reads some of it differently. A day must match the
 * day of the month *and* the day of the week.
 */
export function parseNcrontab(
  expression: string,
  timeZone = 'UTC',
): { next: (after: Date) => Date | undefined } {
  const texts = expression.trim().split(/\s+/);
  const withSeconds = texts.length === 5 ? ['0', ...texts] : texts;
  if (withSeconds.length !== fields.length) {
    throw new Error(
      `"${expression}" is not an NCRONTAB expression: expected 6 fields, found ${texts.length}`,
    );
  }
  const pattern = fields.map((field, index) => listOf(field, withSeconds[index] ?? '', expression));
  const cron = new Cron(pattern.join(' '), { timezone: timeZone, domAndDow: true, mode: '6-part' });
  return { next: (after) => cron.nextRun(after) ?? undefined };
}

function listOf(field: Field, text: string, expression: string): string {
  const values = text.split(',').flatMap((part) => {
    const range = rangeOf(field, part);
    if (range === undefined) {
      throw new Error(`"${expression}" is not an NCRONTAB expression: bad ${field.name} "${part}"`);
    }
    return range;
  });
  const everything = field.max - field.min + 1;
  const distinct = [...new Set(values)].toSorted((a, b) => a - b);
  return distinct.length === everything ? '*' : distinct.join(',');
}

/** One of `*`, `n`, `n-m`, each with or without a `/step`; undefined when it is none of them. */
function rangeOf(field: Field, part: string): number[] | undefined {
  const [range = '', step, ...rest] = part.split('/');
  const every = step === undefined ? 1 : Number(step);
  if (rest.length > 0 || !Number.isInteger(every) || every < 1) {
    return undefined;
  }
  if (range === '*') {
    return series(field.min, field.max, every);
  }
  const ends = range.split('-').map((end) => valueOf(field, end));
  const [first, last = step === undefined ? first : field.max] = ends;
  if (first === undefined || last === undefined || ends.length > 2 || ends.includes(undefined)) {
    return undefined;
  }
  return series(Math.min(first, last), Math.max(first, last), every);
}

function valueOf({ min, max, names = [] }: Field, text: string): number | undefined {
  if (/^\d{1,2}$/.test(text)) {
    const value = Number(text);
    return value >= min && value <= max ? value : undefined;
  }
  if (text === '') {
    return undefined;
  }
  // NCRONTAB takes any beginning of a name: Mon, monday, m.
  const index = names.findIndex((name) => name.startsWith(text.toLowerCase()));
  return index < 0 ? undefined : index + min;
}

function series(first: number, last: number, step: number): number[] {
  return Array.from(
    { length: Math.floor((last - first) / step) + 1 },
    (_, at) => first + at * step,
  );
}
