import { z } from 'zod';
import { RollbackKind } from '../decide/blamed';
import type { Blamed } from '../decide/blamed';
import { Circuit } from '../fleet';
import { ReleaseId } from '../release/releaseId';
import { NamedVersions } from './choice';
import { GuardName } from '../policy/guards';
import { Strategy } from '../wave/strategy';
import { PlanHash } from './terms';
import type { RollbackTerms } from './terms';

/** What a person may ask to have taken back, and to which revision. */
export const RollbackWish = z.strictObject({
  release: ReleaseId,
  kind: RollbackKind.default('environment'),
  /** Only these circuits of the release; without it all of them. */
  circuits: z.array(Circuit).min(1).max(20_000).optional(),
  to: z.union([z.enum(['previous', 'lastKnownGood']), NamedVersions]).default('previous'),
  /** All at once, unless said otherwise. */
  strategy: Strategy.optional(),
  planHash: PlanHash.optional(),
  acceptMigrations: z.boolean().optional(),
  overrideGuards: z.array(GuardName).optional(),
});
export type RollbackWish = z.infer<typeof RollbackWish>;

export function blamedFor({ release, kind, circuits }: RollbackWish): Blamed {
  return {
    release,
    kind,
    scope: circuits === undefined ? { of: 'release' } : { of: 'circuits', circuits },
  };
}

export function termsFor({
  to,
  strategy,
  planHash,
  acceptMigrations,
  overrideGuards,
}: RollbackWish): RollbackTerms {
  return {
    choice: typeof to === 'string' ? { target: to } : { target: 'version', ...to },
    strategy,
    planHash,
    acceptMigrations,
    overrideGuards,
  };
}
