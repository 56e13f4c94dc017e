import { z } from 'zod';

const ISO_8601 =
  /^P(?=\d|T\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

const DAY = 86_400_000;
const UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3_600_000, 60_000, 1_000];

/** Azure writes "never" as the longest duration that .NET knows: 10,675,199 days and some hours. */
const NEVER = 10_675_199 * DAY;

/** An ISO-8601 duration such as PT1M30S, as milliseconds; Infinity for Azure's longest one. */
export const Duration = z.string().transform((text, context) => {
  const match = ISO_8601.exec(text);
  if (match === null) {
    context.addIssue(`found '${text}', expected an ISO-8601 duration such as PT1M`);
    return z.NEVER;
  }
  const total = UNITS.reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * unit, 0);
  return total >= NEVER ? Infinity : total;
});
