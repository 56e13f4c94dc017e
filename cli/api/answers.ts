import { z } from 'zod';
import { Explanation } from '../../shared/domain/decide/explanation';
import { Outcome } from '../../shared/domain/deployment';
import { Blamed } from '../../shared/domain/decide/blamed';
import { RollbackTerms } from '../../shared/domain/plan/terms';
import { Control } from '../../shared/domain/restore/control';
import { Tally } from '../../shared/domain/report';
import { Instant } from '../../shared/domain/time';

/**
 * What the app answers, as far as it is shown here. Loose: what a newer app says besides goes
 * through to `--json`.
 */

const Change = z.looseObject({ field: z.string(), from: z.string().nullable(), to: z.string() });

export const Preview = z.looseObject({
  hash: z.string(),
  counts: z.looseObject({ change: z.int(), alreadyThere: z.int(), blocked: z.int() }),
  waves: z.array(z.looseObject({ plants: z.int(), circuits: z.int() })),
  apiCalls: z.looseObject({ reads: z.int(), writes: z.int() }),
  estimatedSeconds: z.number(),
  notes: z.array(z.string()),
  circuits: z.array(
    z.discriminatedUnion('standing', [
      z.looseObject({
        circuit: z.string(),
        standing: z.literal('change'),
        wave: z.int(),
        changes: z.array(Change),
      }),
      z.looseObject({
        circuit: z.string(),
        standing: z.enum(['alreadyThere', 'blocked']),
        reason: z.string(),
      }),
    ]),
  ),
});
export type Preview = z.infer<typeof Preview>;

export const Started = z.looseObject({ id: z.string(), start: z.string() });

const Origin = z.looseObject({
  by: z.string(),
  name: z.string().optional(),
  alerts: z.int().optional(),
});

export const Summary = z.looseObject({
  id: z.string(),
  status: z.enum(['rollingBack', 'closed', 'open']),
  kind: z.string(),
  release: z.string().optional(),
  origin: Origin,
  reason: z.string(),
  trouble: z.string().optional(),
  openedAt: Instant,
  endedAt: Instant.optional(),
  circuits: z.int(),
  tally: Tally,
});
export type Summary = z.infer<typeof Summary>;

export const Rollbacks = z.looseObject({ rollbacks: z.array(Summary) });

const Counts = z.looseObject({
  waiting: z.int(),
  writing: z.int(),
  ...Tally.shape,
});
export type Counts = z.infer<typeof Counts>;

const Progress = {
  phase: z.string().optional(),
  wave: z.int().optional(),
  plants: z.array(z.looseObject({ plant: z.string(), counts: Counts.nullable() })).default([]),
  /** The incident that is about the same release already. */
  into: z.string().optional(),
};

export const Rollback = z.union([
  z.looseObject({
    ...Summary.shape,
    status: z.enum(['rollingBack', 'closed', 'open', 'merged']),
    ...Progress,
    blamed: z.array(Blamed).optional(),
    terms: RollbackTerms.optional(),
    outcomes: z.array(Outcome),
    explanation: Explanation.optional(),
    control: Control.optional(),
  }),
  z.looseObject({ id: z.string(), status: z.enum(['starting', 'merged']), ...Progress }),
]);
export type Rollback = z.infer<typeof Rollback>;
/** One that is on record: it says what it is about. */
export type KnownRollback = Extract<Rollback, { reason: string }>;

export const Steered = z.looseObject({ id: z.string(), ...Control.shape });

export const History = z.looseObject({
  plant: z.string(),
  circuit: z.string(),
  periods: z.array(
    z.looseObject({
      revision: z.looseObject({ environment: z.string(), model: z.string().optional() }),
      since: Instant,
      release: z.string().optional(),
      changeCause: z.string().optional(),
      healthy: z.looseObject({ from: Instant, until: Instant }).optional(),
      standing: z.string(),
    }),
  ),
  warning: z.string().nullable(),
});
export type History = z.infer<typeof History>;

export const Circuits = z.looseObject({
  circuits: z.array(
    z.looseObject({
      plant: z.string(),
      circuit: z.string(),
      state: z.string(),
      environment: z.string().optional(),
      model: z.string().optional(),
    }),
  ),
});

const Found = z.looseObject({ environment: z.string(), model: z.string().optional() });

export const Releases = z.looseObject({
  releases: z.array(
    z.looseObject({
      id: z.string(),
      at: Instant,
      version: z.string().optional(),
      changeCause: z.string().optional(),
      author: z.string().optional(),
      circuits: z.int(),
      environments: z.array(z.string()),
      models: z.int(),
      finding: z.string().nullable(),
      from: Found.optional(),
      to: Found.optional(),
    }),
  ),
  unreadable: z.array(z.string()),
  findings: z.array(
    z.looseObject({ finding: z.string(), release: z.string(), detail: z.string() }),
  ),
});
export type Releases = z.infer<typeof Releases>;
