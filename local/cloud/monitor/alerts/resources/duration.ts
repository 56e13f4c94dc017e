import { z } from 'zod';
import { ticksPerMillisecond } from '../../kql/ticks';
import { readDuration } from '../../query/timespan';

/** A length of time, as it was written and in milliseconds. */
export type Duration = { readonly text: string; readonly milliseconds: number };

/** An ISO 8601 duration above zero, such as `PT5M`. */
export const Duration = z.string().transform((text, context): Duration => {
  const milliseconds = Number((readDuration(text) ?? 0n) / ticksPerMillisecond);
  if (milliseconds > 0) {
    return { text, milliseconds };
  }
  context.addIssue({ code: 'custom', message: `Found ${text}, expected a duration such as PT5M` });
  return z.NEVER;
});
