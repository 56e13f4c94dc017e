import { combine, constantValue } from '../scalar';
import { dateOfTicks, floorDivide, ticksOfUnixMilliseconds, ticksPerDay } from '../ticks';
import type { Value } from '../value';
import { datetime, number, of1, of2 } from './overload';
import type { Functions, Overload } from './overload';

type Period = (at: bigint, offset: number) => bigint;

/** Where the day, week, month or year of a time begins, so many of them later. */
const starts = {
  day: (at, offset) => startOfDay(at) + BigInt(offset) * ticksPerDay,
  week: (at, offset) =>
    startOfDay(at) + BigInt(offset * 7 - dateOfTicks(at).getUTCDay()) * ticksPerDay,
  month: (at, offset) => dateAt([year(at), month(at) + offset, 1]),
  year: (at, offset) => dateAt([year(at) + offset, 0, 1]),
} satisfies Record<string, Period>;

/** Functions on the calendar, in UTC. Weeks begin on Sunday, but those of the year on Monday. */
export const calendarFunctions: Functions = {
  startofday: bounds(starts.day),
  startofweek: bounds(starts.week),
  startofmonth: bounds(starts.month),
  startofyear: bounds(starts.year),
  endofday: bounds(before(starts.day)),
  endofweek: bounds(before(starts.week)),
  endofmonth: bounds(before(starts.month)),
  endofyear: bounds(before(starts.year)),
  dayofyear: [of1(datetime, dayOfYear)],
  week_of_year: [of1(datetime, weekOfYear)],
  datetime_part: [datetimePart],
  make_datetime: [makeDateTime],
};

function bounds(period: Period): readonly Overload[] {
  return [
    of1(datetime, (at) => period(at, 0)),
    of2([datetime, number], (at, offset) => period(at, Math.trunc(offset))),
  ];
}

/** The last moment before the next one begins. */
function before(period: Period): Period {
  return (at, offset) => period(at, offset + 1) - 1n;
}

function dayOfYear(at: bigint): number {
  return Number((starts.day(at, 0) - starts.year(at, 0)) / ticksPerDay) + 1;
}

/** ISO 8601: the week with the first Thursday of a year is its first. */
function weekOfYear(at: bigint): number {
  const weekday = (dateOfTicks(at).getUTCDay() + 6) % 7;
  const thursday = startOfDay(at) + BigInt(3 - weekday) * ticksPerDay;
  return Math.ceil(dayOfYear(thursday) / 7);
}

const parts: Readonly<Record<string, (at: bigint) => number>> = {
  year,
  quarter: (at) => Math.floor(month(at) / 3) + 1,
  month: (at) => month(at) + 1,
  week_of_year: weekOfYear,
  day: (at) => dateOfTicks(at).getUTCDate(),
  dayofyear: dayOfYear,
  hour: (at) => dateOfTicks(at).getUTCHours(),
  minute: (at) => dateOfTicks(at).getUTCMinutes(),
  second: (at) => dateOfTicks(at).getUTCSeconds(),
  millisecond: (at) => dateOfTicks(at).getUTCMilliseconds(),
};

/** `datetime_part(part, date)` with a constant part. */
function datetimePart(...[[part, at, ...more], { type }]: Parameters<Overload>) {
  const name = part && constantValue(part);
  const read = typeof name === 'string' ? parts[name.toLowerCase()] : undefined;
  if (read === undefined || at?.type !== 'datetime' || more.length > 0) {
    return undefined;
  }
  return combine(type, [at], (row) => {
    const ticks = at.evaluate(row);
    return typeof ticks === 'bigint' ? read(ticks) : null;
  });
}

/** `make_datetime(year, month, day, hour, minute, second)`; null if there is no such time. */
function makeDateTime(...[args, { type }]: Parameters<Overload>) {
  if (![3, 5, 6].includes(args.length) || !args.every((arg) => number.types.includes(arg.type))) {
    return undefined;
  }
  return combine(type, args, (row): Value => {
    const [inYear = 0, inMonth = 0, day = 0, hour = 0, minute = 0, second = 0] = args.map((arg) =>
      Number(arg.evaluate(row) ?? Number.NaN),
    );
    const start = Date.UTC(inYear, inMonth - 1, day, hour, minute);
    const isThere =
      Number.isFinite(start) &&
      second >= 0 &&
      second < 60 &&
      new Date(start).toISOString().startsWith(isoMinute([inYear, inMonth, day, hour, minute]));
    const ticks = BigInt(Math.round(second * 1e7));
    return isThere ? ticksOfUnixMilliseconds(start) + ticks : null;
  });
}

function isoMinute([inYear = 0, ...rest]: readonly number[]): string {
  const [inMonth, day, hour, minute] = rest.map((piece) => String(piece).padStart(2, '0'));
  return `${String(inYear).padStart(4, '0')}-${inMonth}-${day}T${hour}:${minute}`;
}

function startOfDay(at: bigint): bigint {
  return floorDivide(at, ticksPerDay) * ticksPerDay;
}

function dateAt([inYear, inMonth, day]: readonly [number, number, number]): bigint {
  return ticksOfUnixMilliseconds(Date.UTC(inYear, inMonth, day));
}

function year(at: bigint): number {
  return dateOfTicks(at).getUTCFullYear();
}

function month(at: bigint): number {
  return dateOfTicks(at).getUTCMonth();
}
