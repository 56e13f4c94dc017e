import { z } from 'zod';
import { Circuit } from '../fleet';
import { ReleaseId } from '../release';

/** What is taken back: the version of the model, of the environment, or both in one write. */
export const RollbackKind = z.enum(['model', 'environment', 'both']);
export type RollbackKind = z.infer<typeof RollbackKind>;

/** A release that is taken back, and how much of it. */
export const Blamed = z.strictObject({
  release: ReleaseId,
  kind: RollbackKind,
  scope: z.discriminatedUnion('of', [
    z.strictObject({ of: z.literal('release') }),
    z.strictObject({ of: z.literal('circuits'), circuits: z.array(Circuit).min(1) }),
  ]),
});
export type Blamed = z.infer<typeof Blamed>;
