const form = /^(?:(\d+)\.)?([01]?\d|2[0-3]):([0-5]?\d)(?::([0-5]?\d)(?:\.(\d{1,7}))?)?$/;

/** A .NET TimeSpan, `[d.]hh:mm[:ss[.fffffff]]`, in milliseconds; undefined when it is none. */
export function parseTimeSpan(text: string): number | undefined {
  const match = form.exec(text.trim());
  if (match === null) {
    return undefined;
  }
  const [, days, hours, minutes, seconds, fraction] = match;
  const inMinutes = (whole(days) * 24 + whole(hours)) * 60 + whole(minutes);
  const inSeconds = inMinutes * 60 + whole(seconds) + Number(`0.${fraction ?? 0}`);
  return Math.round(inSeconds * 1000);
}

function whole(part: string | undefined): number {
  return Number(part ?? 0);
}
