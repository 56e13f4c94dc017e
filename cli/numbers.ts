import { z } from 'zod';

/** Numbers as they are written on a command line. */
export const Whole = z
  .string()
  .regex(/^\d{1,9}$/, 'a whole number')
  .transform(Number);

export const Seconds = z
  .string()
  .regex(/^\d{1,4}(?:\.\d+)?$/, 'a number of seconds')
  .transform(Number)
  .pipe(z.number().positive().max(3600));
