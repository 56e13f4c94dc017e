import { combine, constantValue } from '../scalar';
import type { Scalar } from '../scalar';
import {
  dateOfTicks,
  floorDivide,
  ticksOfUnixMilliseconds,
  ticksPerDay,
  ticksPerHour,
  ticksPerMillisecond,
  ticksPerMinute,
  ticksPerSecond,
} from '../ticks';
import { UnsupportedQuery } from '../unsupported';
import type { Value } from '../value';
import { datetime, number, of1, of2, of3, text, timespan } from './overload';
import { formatDate } from './formatDate';
import type { Functions, Overload } from './overload';

/** Functions on points in time, all in UTC. */
export const timeFunctions: Functions = {
  now: [
    (args, { now, type }) => (args.length === 0 ? combine(type, [], () => now) : undefined),
    of1(timespan, (offset, { now }) => now + offset),
  ],
  ago: [of1(timespan, (span, { now }) => now - span)],
  format_datetime: [formatted],
  hourofday: [of1(datetime, (at) => dateOfTicks(at).getUTCHours())],
  dayofweek: [of1(datetime, (at) => BigInt(dayOfWeek(at)) * ticksPerDay)],
  dayofmonth: [of1(datetime, (at) => dateOfTicks(at).getUTCDate())],
  monthofyear: [of1(datetime, (at) => month(at) + 1)],
  getmonth: [of1(datetime, (at) => month(at) + 1)],
  getyear: [of1(datetime, year)],
  datetime_add: [of3([text, number, datetime], add)],
  datetime_diff: [of3([text, datetime, datetime], difference)],
  unixtime_seconds_todatetime: [of1(number, (seconds) => unixTime(seconds * 1000))],
  unixtime_milliseconds_todatetime: [of1(number, unixTime)],
  bin_at: [
    of3([datetime, timespan, datetime], (at, size, fixed) =>
      size <= 0n ? null : fixed + floorDivide(at - fixed, size) * size,
    ),
  ],
  bin: [
    of2([datetime, timespan], binTicks),
    of2([timespan, timespan], binTicks),
    of2([number, number], binNumber),
  ],
  floor: [
    of2([datetime, timespan], binTicks),
    of2([timespan, timespan], binTicks),
    of2([number, number], binNumber),
  ],
};

/** Periods of fixed length; a month and a year are not. */
const fixedPeriods: Readonly<Record<string, bigint>> = {
  day: ticksPerDay,
  hour: ticksPerHour,
  minute: ticksPerMinute,
  second: ticksPerSecond,
  millisecond: ticksPerMillisecond,
};

/** The format is constant, so that one which is not implemented is refused before a row is read. */
function formatted(...[[at, format, ...more], { type }]: Parameters<Overload>): Scalar | undefined {
  const pattern = format && constantValue(format);
  if (at?.type !== 'datetime' || typeof pattern !== 'string' || more.length > 0) {
    return undefined;
  }
  formatDate(0n, pattern);
  return combine(type, [at], (row) => {
    const ticks = at.evaluate(row);
    return typeof ticks === 'bigint' ? formatDate(ticks, pattern) : '';
  });
}

function binTicks(value: bigint, size: bigint): Value {
  return size <= 0n ? null : floorDivide(value, size) * size;
}

function binNumber(value: number, size: number): Value {
  return size <= 0 ? null : Math.floor(value / size) * size;
}

function add(period: string, amount: number, at: bigint): bigint {
  return at + BigInt(Math.trunc(amount)) * fixedPeriod('datetime_add', period);
}

/** How many starts of a period lie between the two. */
function difference(period: string, later: bigint, earlier: bigint): number {
  if (period === 'year') {
    return year(later) - year(earlier);
  }
  if (period === 'month') {
    return (year(later) - year(earlier)) * 12 + month(later) - month(earlier);
  }
  const size = fixedPeriod('datetime_diff', period);
  return Number(floorDivide(later, size) - floorDivide(earlier, size));
}

function fixedPeriod(name: string, period: string): bigint {
  const size = fixedPeriods[period.toLowerCase()];
  if (size === undefined) {
    throw new UnsupportedQuery(`${name}() with the period ${JSON.stringify(period)}`);
  }
  return size;
}

function dayOfWeek(at: bigint): number {
  return dateOfTicks(at).getUTCDay();
}

function year(at: bigint): number {
  return dateOfTicks(at).getUTCFullYear();
}

function month(at: bigint): number {
  return dateOfTicks(at).getUTCMonth();
}

function unixTime(milliseconds: number): Value {
  return Number.isFinite(milliseconds) ? ticksOfUnixMilliseconds(milliseconds) : null;
}
