import {
  parseDateTime,
  ticksPerDay,
  ticksPerHour,
  ticksPerMinute,
  ticksPerSecond,
} from '../kql/ticks';

/** From the start on, and up to but not including the end. */
export type TimeWindow = { readonly start: bigint; readonly end: bigint };

/**
 * Reads the `timespan` of a query request: a duration up to and including now, or an ISO 8601 interval of two
 * times, of a time and a duration, or of a duration and a time. Undefined if it is none of these.
 */
export function readTimespan(text: string, now: bigint): TimeWindow | undefined {
  const [first = '', second, ...more] = text.split('/');
  if (more.length > 0) {
    return undefined;
  }
  if (second === undefined) {
    const length = readDuration(first);
    return length === undefined ? undefined : { start: now - length, end: now + 1n };
  }
  const end = parseDateTime(second);
  const start = parseDateTime(first);
  const length = readDuration(start === undefined ? first : second);
  if (start !== undefined && end !== undefined) {
    return { start, end };
  }
  if (length === undefined) {
    return undefined;
  }
  if (start !== undefined) {
    return { start, end: start + length };
  }
  return end === undefined ? undefined : { start: end - length, end };
}

const durationPattern =
  /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,7}))?S)?)?$/;

/**
 * The ticks of an ISO 8601 duration, or undefined if it is none. Months and years have no fixed
 * length, so they are left out.
 */
export function readDuration(text: string): bigint | undefined {
  const match = durationPattern.exec(text);
  if (match === null) {
    return undefined;
  }
  const [, weeks = '0', days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] =
    match;
  return (
    (BigInt(weeks) * 7n + BigInt(days)) * ticksPerDay +
    BigInt(hours) * ticksPerHour +
    BigInt(minutes) * ticksPerMinute +
    BigInt(seconds) * ticksPerSecond +
    BigInt(fraction.padEnd(7, '0'))
  );
}
