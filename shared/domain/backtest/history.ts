import { z } from 'zod';
import { Receipt } from '../alert/receipt';
import { RollbackKind } from '../decide/blamed';
import { Fleet } from '../fleet';
import { Policy } from '../policy';
import { Release } from '../release';
import { Instant } from '../time';

/** What should have been done, from the cause of it all, whatever could be measured of it. */
export const Truth = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('rollBack'),
    /** Left out where either will do. */
    kind: RollbackKind.optional(),
    /** Left out where any release will do. */
    releases: z.array(z.string()).min(1).optional(),
    /** Since when a person could have known. */
    at: Instant.optional(),
    /** When people rolled it back by hand. */
    rolledBackAt: Instant.optional(),
    note: z.string().optional(),
  }),
  z.strictObject({ action: z.literal('none'), note: z.string().optional() }),
]);
export type Truth = z.infer<typeof Truth>;

/** What was recorded of a fleet around an incident, as docs/corpus.md has it, read and put in order. */
export const History = z.strictObject({
  name: z.string().min(1),
  /** What kind of case it is, for tables. */
  class: z.string().min(1),
  fleet: Fleet,
  releases: z.array(Release),
  /** In order of arrival, each id once. */
  receipts: z.array(Receipt),
  /** The alert rules that are let in, besides those of the policy. */
  alertRules: z.array(z.string().min(1)).default([]),
  /** Rows as the tables have them. */
  rows: z.strictObject({ jobs: z.array(z.unknown()), metrics: z.array(z.unknown()) }),
  policy: Policy.optional(),
  truth: Truth.optional(),
  /** What could not be read, and was left out as the app itself would have done. */
  leftOut: z.array(z.string()),
});
export type History = z.infer<typeof History>;
