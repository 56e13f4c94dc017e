import { dateOfTicks, floorDivide, ticksPerSecond } from '../ticks';
import { UnsupportedQuery } from '../unsupported';

/** Every specifier that is implemented, of those that the service reads. */
const specifiers: Readonly<Record<string, (date: Date) => number>> = {
  yyyy: (date) => date.getUTCFullYear(),
  yy: (date) => date.getUTCFullYear() % 100,
  MM: (date) => date.getUTCMonth() + 1,
  M: (date) => date.getUTCMonth() + 1,
  dd: (date) => date.getUTCDate(),
  d: (date) => date.getUTCDate(),
  HH: (date) => date.getUTCHours(),
  H: (date) => date.getUTCHours(),
  hh: (date) => twelfth(date.getUTCHours()),
  h: (date) => twelfth(date.getUTCHours()),
  mm: (date) => date.getUTCMinutes(),
  m: (date) => date.getUTCMinutes(),
  ss: (date) => date.getUTCSeconds(),
  s: (date) => date.getUTCSeconds(),
};

/** The delimiters that the service allows between specifiers. */
const piece = /[a-zA-Z]+|[ /\-:,._[\]]+|./gs;

/** `format_datetime`: padded to the length of the specifier. */
export function formatDate(ticks: bigint, format: string): string {
  const date = dateOfTicks(ticks);
  const sinceSecond = ticks - floorDivide(ticks, ticksPerSecond) * ticksPerSecond;
  const digits = String(sinceSecond).padStart(7, '0');
  return format.replaceAll(piece, (found) => {
    if (/^[ /\-:,._[\]]+$/.test(found)) {
      return found;
    }
    // Letters of one kind after another, as in `yyyyMMdd`.
    return found.replaceAll(/([a-zA-Z])\1*|[^a-zA-Z]/g, (run) => {
      if (run === 'tt') {
        return date.getUTCHours() < 12 ? 'AM' : 'PM';
      }
      if (/^f{1,7}$/.test(run)) {
        return digits.slice(0, run.length);
      }
      const part = specifiers[run];
      if (part === undefined) {
        throw new UnsupportedQuery(`format_datetime() with ${JSON.stringify(run)}`);
      }
      return String(part(date)).padStart(run.length, '0');
    });
  });
}

function twelfth(hour: number): number {
  return hour % 12 === 0 ? 12 : hour % 12;
}
