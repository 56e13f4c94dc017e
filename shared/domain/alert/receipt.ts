import { z } from 'zod';
import { Instant } from '../time';

/** One delivery of an alert, kept whole: the proof that it came and what it said. */
export const Receipt = z.strictObject({
  /** Becomes part of the name of a blob. */
  id: z.string().regex(/^[\w.-]{1,128}$/, 'letters, digits, dots, dashes and underscores'),
  receivedAt: Instant,
  /** The body as it was posted, whatever it was. */
  body: z.string(),
  /** Of a body that was too long for the queue: its length. `body` is then its beginning. */
  bytes: z.int().positive().optional(),
});
export type Receipt = z.infer<typeof Receipt>;

/** What became of a delivery. Every receipt comes to exactly one ending. */
export const Ending = z.strictObject({
  receipt: z.string(),
  ending: z.enum(['acted', 'merged', 'suppressed', 'rejected']),
  reason: z.string(),
  incident: z.string().optional(),
});
export type Ending = z.infer<typeof Ending>;

/** What becomes of the alerts that a decision rests on. */
export const Fate = Ending.omit({ receipt: true });
export type Fate = z.infer<typeof Fate>;
