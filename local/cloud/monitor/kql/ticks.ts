/** 100 ns each, as the service counts them; a datetime counts from 0001-01-01T00:00:00Z. */
export const ticksPerMillisecond = 10_000n;
export const ticksPerSecond = 10_000_000n;
export const ticksPerMinute = 60n * ticksPerSecond;
export const ticksPerHour = 60n * ticksPerMinute;
export const ticksPerDay = 24n * ticksPerHour;

const unixEpoch = 621_355_968_000_000_000n;

const unitTicks: Readonly<Record<string, bigint>> = {
  d: ticksPerDay,
  day: ticksPerDay,
  days: ticksPerDay,
  h: ticksPerHour,
  hr: ticksPerHour,
  hour: ticksPerHour,
  hours: ticksPerHour,
  m: ticksPerMinute,
  min: ticksPerMinute,
  minute: ticksPerMinute,
  minutes: ticksPerMinute,
  s: ticksPerSecond,
  sec: ticksPerSecond,
  second: ticksPerSecond,
  seconds: ticksPerSecond,
  ms: ticksPerMillisecond,
  millisecond: ticksPerMillisecond,
  milliseconds: ticksPerMillisecond,
  microsecond: 10n,
  microseconds: 10n,
  tick: 1n,
  ticks: 1n,
};

export function ticksOfUnixMilliseconds(milliseconds: number): bigint {
  return unixEpoch + BigInt(Math.trunc(milliseconds)) * ticksPerMillisecond;
}

/** A JavaScript date at the datetime, cut to whole milliseconds. */
export function dateOfTicks(ticks: bigint): Date {
  return new Date(Number(floorDivide(ticks - unixEpoch, ticksPerMillisecond)));
}

/** Division that rounds towards minus infinity, which `bin()` needs for negative timespans. */
export function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const exact = dividend % divisor === 0n;
  return exact || dividend < 0n === divisor < 0n ? quotient : quotient - 1n;
}

const dateTimePattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** Whether the text has the form of an ISO 8601 date, be there such a day or not. */
export function looksLikeDateTime(text: string): boolean {
  return dateTimePattern.test(text.trim());
}

/** Reads an ISO 8601 date or date and time, UTC unless it says otherwise; undefined if it is none. */
export function parseDateTime(text: string): bigint | undefined {
  const match = dateTimePattern.exec(text.trim());
  if (match === null) {
    return undefined;
  }
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0'] = match;
  const milliseconds = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
  const date = new Date(milliseconds);
  // Date.UTC lets 31 February roll into March; the service does not.
  const rolled =
    date.getUTCMonth() !== +month - 1 || date.getUTCDate() !== +day || date.getUTCHours() !== +hour;
  if (rolled || +minute > 59 || +second > 59 || +year < 100) {
    return undefined;
  }
  return ticksOfUnixMilliseconds(milliseconds) + fraction(match[7]) - zoneOffset(match[8]);
}

function fraction(digits = ''): bigint {
  return BigInt(digits.slice(0, 7).padEnd(7, '0'));
}

function zoneOffset(zone = 'Z'): bigint {
  if (zone.toUpperCase() === 'Z') {
    return 0n;
  }
  const digits = zone.replaceAll(/\D/g, '');
  const offset =
    BigInt(digits.slice(0, 2)) * ticksPerHour + BigInt(digits.slice(2)) * ticksPerMinute;
  return zone.startsWith('-') ? -offset : offset;
}

/** Reads `[-][d.]hh:mm[:ss[.fffffff]]`, or a number with a unit such as `1.5h`; undefined if it is neither. */
export function parseTimespan(text: string): bigint | undefined {
  const trimmed = text.trim();
  const withUnit = /^(-?\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(trimmed);
  if (withUnit !== null) {
    return scaled(withUnit[1] ?? '', unitTicks[(withUnit[2] ?? '').toLowerCase()]);
  }
  const clock = /^(-?)(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/.exec(trimmed);
  if (clock === null) {
    return undefined;
  }
  const [, sign, days = '0', hours = '', minutes = '', seconds = '0', digits] = clock;
  if (+hours > 23 || +minutes > 59 || +seconds > 59) {
    return undefined;
  }
  const ticks =
    BigInt(days) * ticksPerDay +
    BigInt(hours) * ticksPerHour +
    BigInt(minutes) * ticksPerMinute +
    BigInt(seconds) * ticksPerSecond +
    fraction(digits);
  return sign === '-' ? -ticks : ticks;
}

function scaled(amount: string, unit: bigint | undefined): bigint | undefined {
  if (unit === undefined) {
    return undefined;
  }
  const [whole = '0', decimals = ''] = amount.replace('-', '').split('.');
  const ticks =
    BigInt(whole) * unit + (BigInt(decimals || '0') * unit) / 10n ** BigInt(decimals.length);
  return amount.startsWith('-') ? -ticks : ticks;
}

/** ISO 8601 in UTC, with as many fraction digits as needed: `2026-11-20T12:00:00.5Z`. */
export function formatDateTime(ticks: bigint): string {
  const [seconds, digits] = dateTimeParts(ticks);
  const significant = digits.replace(/0+$/, '');
  return `${seconds}${significant === '' ? '' : `.${significant}`}Z`;
}

/** The form `tostring()` gives: always seven fraction digits. */
export function formatDateTimeInFull(ticks: bigint): string {
  const [seconds, digits] = dateTimeParts(ticks);
  return `${seconds}.${digits}Z`;
}

function dateTimeParts(ticks: bigint): [seconds: string, digits: string] {
  const sinceSecond = ticks - floorDivide(ticks, ticksPerSecond) * ticksPerSecond;
  return [dateOfTicks(ticks).toISOString().slice(0, 19), String(sinceSecond).padStart(7, '0')];
}

/** `[-][d.]hh:mm:ss[.fffffff]`, as both the wire and `tostring()` have it. */
export function formatTimespan(ticks: bigint): string {
  const magnitude = ticks < 0n ? -ticks : ticks;
  const days = magnitude / ticksPerDay;
  const clock = [
    (magnitude / ticksPerHour) % 24n,
    (magnitude / ticksPerMinute) % 60n,
    (magnitude / ticksPerSecond) % 60n,
  ].map((part) => String(part).padStart(2, '0'));
  const rest = magnitude % ticksPerSecond;
  const sign = ticks < 0n ? '-' : '';
  const wholeDays = days === 0n ? '' : `${days}.`;
  return `${sign}${wholeDays}${clock.join(':')}${rest === 0n ? '' : `.${String(rest).padStart(7, '0')}`}`;
}
