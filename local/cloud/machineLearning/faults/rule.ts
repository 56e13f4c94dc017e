import { z } from 'zod';

/** What happens to a call that a rule matches, in place of, before or after its usual course. */
export const FaultEffect = z.union([
  z.strictObject({
    status: z.int().min(400).max(599),
    code: z.string().min(1),
    message: z.string().min(1),
    /** In seconds, sent as `Retry-After`. */
    retryAfter: z.int().nonnegative().optional(),
  }),
  /** The connection breaks before the call takes effect. */
  z.strictObject({ reset: z.literal(true) }),
  /** The call takes effect, and the connection breaks before it is answered. */
  z.strictObject({ loseAnswer: z.literal(true) }),
  /** In seconds of the simulated cloud, so divided by its speed. */
  z.strictObject({ delaySeconds: z.number().nonnegative() }),
  /** What becomes of the operation that the call starts. */
  z.strictObject({
    operation: z.enum(['hang', 'fail', 'cancel']),
    code: z.string().min(1).optional(),
    message: z.string().min(1).optional(),
  }),
]);
export type FaultEffect = z.infer<typeof FaultEffect>;

export const FaultRule = z.strictObject({
  match: z.strictObject({
    method: z.string().min(1).optional(),
    /** A part of the path, or with `*` in it a glob over the whole path; case does not matter. */
    pathPattern: z.string().min(1).optional(),
    /** A name or an object id. */
    principal: z.string().min(1).optional(),
  }),
  /** How many calls it hits before it is spent; every call without it. */
  times: z.int().positive().optional(),
  effect: FaultEffect,
});
export type FaultRule = z.infer<typeof FaultRule>;
