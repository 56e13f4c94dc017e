import { z } from 'zod';
import { Circuit } from '../fleet';

/** What a roll forward undoes: what an incident restored goes back to what it ran before that. */
export const Forward = z.strictObject({
  /** The incident that restored the circuits. */
  incident: z.string().min(1).max(70),
  /** Only these of the circuits that it restored; without it all of them. */
  circuits: z.array(Circuit).min(1).max(20_000).optional(),
  /** Why revisions may be gone to that are in quarantine; without it they may not. */
  quarantined: z.string().min(3).optional(),
});
export type Forward = z.infer<typeof Forward>;

/** Which circuits of an incident have changed direction, and by which incident. */
export const Turns = z.strictObject({
  turned: z.array(z.strictObject({ ...Circuit.shape, by: z.string().min(1) })),
});
export type Turns = z.infer<typeof Turns>;

export const noTurns: Turns = { turned: [] };
