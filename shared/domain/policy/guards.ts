import { z } from 'zod';
import { Instant } from '../time';
import { RollbackKind } from '../decide/blamed';

const Weekly = z
  .string()
  .regex(
    /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:[01]\d|2[0-3]):[0-5]\d$/,
    'expected "Fri 16:00", UTC',
  );

const reason = z.string().min(1).max(200);

/** A span in which nothing is rolled back: every week, or once. Ends before `to`. */
const FreezeWindow = z.discriminatedUnion('repeats', [
  z
    .strictObject({ repeats: z.literal('weekly'), from: Weekly, to: Weekly, reason })
    .refine(({ from, to }) => from !== to, {
      path: ['to'],
      message: 'expected another moment of the week than "from"',
    }),
  z
    .strictObject({ repeats: z.literal('never'), from: Instant, to: Instant, reason })
    .refine(({ from, to }) => from < to, {
      path: ['to'],
      message: 'expected a moment after "from"',
    }),
]);
export type FreezeWindow = z.infer<typeof FreezeWindow>;

/** The guards by name, as refusals and `emergencyMaySkip` speak of them. */
export const GuardName = z.enum([
  'killSwitch',
  'freezeWindow',
  'coolDown',
  'budget',
  'maxShareOfFleet',
  'approval',
  'autonomy',
  'oneStepBack',
  'floor',
  'quarantine',
  'runningOperation',
  'irreversible',
  'metadata',
]);
export type GuardName = z.infer<typeof GuardName>;

/** What must hold before Ripcord acts by itself. */
export const Guards = z.strictObject({
  /** Thrown, nothing new is written. */
  killSwitch: z.boolean().default(false),
  freezeWindows: z.array(FreezeWindow).default([]),
  /** A circuit that was rolled back is left alone for so long. */
  coolDownMinutes: z.number().nonnegative().max(10_080).default(60),
  /** Circuits rolled back in the last 24 hours. */
  budgets: z
    .strictObject({
      perCircuitPerDay: z.int().nonnegative().default(2),
      /** Without it, twice the circuits that the plant has. */
      perPlantPerDay: z.int().nonnegative().optional(),
      /** Without it, twice the circuits that the fleet has. */
      perFleetPerDay: z.int().nonnegative().optional(),
    })
    .prefault({}),
  /** 1: also the whole fleet, which is what a bad environment release takes. */
  maxShareOfFleetWithoutApproval: z.number().min(0).max(1).default(1),
  /** Kinds of rollback that wait for a person, however small. */
  requireApprovalFor: z.array(RollbackKind).default([]),
  /** Back over a migration that was declared irreversible. */
  allowIrreversible: z.boolean().default(false),
  /** Guards that a person may skip, each by its name, with a rollback that goes all at once. */
  emergencyMaySkip: z
    .array(GuardName.exclude(['killSwitch', 'metadata', 'quarantine', 'autonomy']))
    .default(['freezeWindow', 'coolDown', 'maxShareOfFleet']),
});
export type Guards = z.infer<typeof Guards>;
