const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The longest duration that .NET knows, by which Azure writes "never". */
const NEVER = 'P10675199DT2H48M5.4775807S';

/** A duration in milliseconds as Azure writes it, such as P1DT30S; Infinity as "never". */
export function durationText(ms: number): string {
  if (ms === Infinity) {
    return NEVER;
  }
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = (ms % MINUTE) / 1_000;
  const time = [part(hours, 'H'), part(minutes, 'M'), part(seconds, 'S')].join('');
  const text = `P${part(days, 'D')}${time === '' ? '' : `T${time}`}`;
  return text === 'P' ? 'PT0S' : text;
}

function part(count: number, unit: string): string {
  return count === 0 ? '' : `${count}${unit}`;
}
