/** A duration as .NET writes it: `6.00:00:00`, `00:00:01.5000000`. */
export function timeSpan(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  const days = Math.floor(whole / 86_400_000);
  const clock = [(whole / 3_600_000) % 24, (whole / 60_000) % 60, (whole / 1000) % 60];
  const fraction = whole % 1000;
  return [
    days > 0 ? `${days}.` : '',
    clock.map(twoDigits).join(':'),
    fraction > 0 ? `.${String(fraction).padStart(3, '0')}0000` : '',
  ].join('');
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
