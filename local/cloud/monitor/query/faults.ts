import { z } from 'zod';

/** How many queries it takes for the fault to wear off. */
const times = z.int().min(1).default(1);

/** What queries can be made to run into. */
export const Fault = z.discriminatedUnion('effect', [
  /** 429 with `Retry-After`. */
  z.strictObject({
    times,
    effect: z.literal('throttle'),
    retryAfterSeconds: z.int().min(0).default(1),
  }),
  /** 504, as if the query had taken too long. */
  z.strictObject({ times, effect: z.literal('timeout') }),
  /** 503. */
  z.strictObject({ times, effect: z.literal('unavailable') }),
  /** Half the rows, and an error beside them. */
  z.strictObject({ times, effect: z.literal('partial') }),
  /** 204, as of a workspace without data. */
  z.strictObject({ times, effect: z.literal('empty') }),
  /** 200 without a body. */
  z.strictObject({ times, effect: z.literal('emptyBody') }),
  /** 200 with the columns and no rows. */
  z.strictObject({ times, effect: z.literal('noRows') }),
  /** 200 with a web page, as of a proxy in between. */
  z.strictObject({ times, effect: z.literal('html') }),
  /** The right answer, late. */
  z.strictObject({ times, effect: z.literal('slow'), milliseconds: z.int().min(0).default(5000) }),
  /** The right answer to older rows: those of the last seconds have not been ingested yet. */
  z.strictObject({ times, effect: z.literal('stale'), seconds: z.int().min(1).default(300) }),
]);
export type Fault = z.infer<typeof Fault>;

/** One fault at a time, which wears off after so many queries. */
export type Faults = {
  set: (fault: Fault) => void;
  clear: () => void;
  /** The fault that the next query runs into, if any. Counts it as used. */
  take: () => Fault | undefined;
};

export function createFaults(): Faults {
  let current: Fault | undefined;
  let left = 0;
  return {
    set: (fault) => {
      current = fault;
      left = fault.times;
    },
    clear: () => {
      left = 0;
    },
    take: () => {
      if (left === 0) {
        return undefined;
      }
      left -= 1;
      return current;
    },
  };
}
