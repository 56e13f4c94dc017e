import { z } from 'zod';
import { Folded } from './domain/alert/folded';
import { Fate } from './domain/alert/receipt';
import { Blamed } from './domain/decide/blamed';
import { Decision } from './domain/decide/decision';
import { Outcome, PlantReading, Target, WriteAnswer } from './domain/deployment';
import { Drift } from './domain/drift';
import { Cause, Incident, IncidentId } from './domain/incident';
import { Aftermath } from './domain/lookAgain';
import { PlanHash, RollbackTerms } from './domain/plan/terms';
import { Policy } from './domain/policy';
import { RestorePolicy } from './domain/policy/sections';
import { Phase, Tally } from './domain/report';
import { Part } from './domain/restore/part';
import { Share } from './domain/restore/pace';
import { Progress } from './domain/restore/progress';
import { Instant } from './domain/time';
import { contract } from './durable/contract';

// Orchestrations.

/** Judges the alerts of one window, and sees to what the judgement asks for. */
export const triage = contract('triage', {
  input: z.strictObject({ window: Instant, closesAt: Instant }),
  output: z.strictObject({ decision: Decision, incident: IncidentId.optional() }),
});

export const rollBackFleet = contract('rollBackFleet', {
  input: Incident,
  output: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('ended'), incident: Incident.shape.status }),
    /** Another incident has hold of the release. */
    z.strictObject({ status: z.literal('merged'), into: IncidentId }),
  ]),
});

/** What broke, plant by plant: never thrown, or the other plants would be left alone. */
const Troubles = z.strictObject({ troubles: z.array(z.string()) });

/** Restores some of the plants of a wave side by side: keeps the history of each orchestration short. */
export const restorePlants = contract('restorePlants', {
  input: z.strictObject({
    cause: Cause,
    wave: z.int().nonnegative(),
    plants: z.array(z.strictObject({ plant: z.string(), share: Share })).min(1),
    limits: RestorePolicy,
  }),
  output: Troubles,
});

export const rollBackPlant = contract('rollBackPlant', {
  input: z.strictObject({
    part: Part,
    share: Share,
    limits: RestorePolicy,
    /** How far it was when its history became too long, and it began a new one. */
    progress: Progress.optional(),
  }),
  output: Troubles,
});

/** Looks at the whole fleet: is what runs what should run? */
export const sweep = contract('sweep', {
  input: z.strictObject({ at: Instant }),
  output: z.strictObject({ drift: z.array(Drift), incident: IncidentId.optional() }),
});

// Activities: everything an orchestrator can do to the world.

export const readPolicy = contract('readPolicy', { input: z.null(), output: Policy });

export const gatherAlerts = contract('gatherAlerts', {
  input: z.strictObject({ window: Instant }),
  output: Folded,
});

/** What became of the alerts of a window since it closed. */
export const followAlerts = contract('followAlerts', {
  input: z.strictObject({ window: Instant, now: Instant }),
  output: Aftermath,
});

export const judgeAlerts = contract('judgeAlerts', {
  input: z.strictObject({ alerts: Folded, now: Instant }),
  output: Decision,
});

export const openIncident = contract('openIncident', {
  input: Incident,
  output: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('opened') }),
    /** The release is being rolled back, or has been, by this other incident. */
    z.strictObject({ status: z.literal('running'), incident: IncidentId }),
    z.strictObject({ status: z.literal('ended'), incident: IncidentId }),
    z.strictObject({ status: z.literal('relapsed'), incident: IncidentId }),
  ]),
});

export const settleReceipts = contract('settleReceipts', {
  /** The window's receipts and their own endings are in storage: a storm is too big to hand around. */
  input: z.strictObject({ window: Instant, fate: Fate }),
  output: z.null(),
});

export const planFleet = contract('planFleet', {
  input: z.strictObject({
    cause: Cause,
    blamed: z.array(Blamed).min(1),
    terms: RollbackTerms.optional(),
  }),
  output: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('planned'),
      hash: PlanHash,
      circuits: z.int().nonnegative(),
    }),
    z.strictObject({ status: z.literal('refused'), reason: z.string() }),
  ]),
});

/** Asks what stands against the plan of an incident, before anything of it is written. */
export const consultGuards = contract('consultGuards', {
  input: z.strictObject({ cause: Cause, now: Instant }),
  output: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('passed') }),
    /** Some circuits are left as they are, and the others are gone on with. */
    z.strictObject({
      status: z.literal('narrowed'),
      circuits: z.int().positive(),
      reason: z.string(),
    }),
    z.strictObject({ status: z.literal('refused'), reason: z.string() }),
  ]),
});

export const startRestore = contract('startRestore', {
  input: z.strictObject({ cause: Cause, target: Target }),
  output: WriteAnswer,
});

/** Looks at a plant that is being written, and renews the locks of what is being written. */
export const watchPlant = contract('watchPlant', {
  input: z.strictObject({
    part: Part,
    /** What is being written, and its operation where it is known. */
    writing: z.array(z.strictObject({ target: Target, operation: z.string().optional() })),
  }),
  output: PlantReading,
});

/** What is to be written next, now that the wave before has ended; puts it on record. */
export const nextWave = contract('nextWave', {
  input: z.strictObject({
    cause: Cause,
    wave: z.int().nonnegative(),
    /** When the wave before ended, or the rollback began. */
    since: Instant,
    now: Instant,
  }),
  output: z.discriminatedUnion('next', [
    z.strictObject({
      next: z.literal('wave'),
      plants: z
        .array(
          z.strictObject({
            plant: z.string(),
            writes: z.int().positive(),
            /** The subscription whose limit it is written under, where it is not the app's own. */
            budget: z.string().optional(),
          }),
        )
        .min(1),
    }),
    z.strictObject({ next: z.literal('wait'), until: Instant }),
    z.strictObject({ next: z.literal('end'), reason: z.string() }),
    z.strictObject({ next: z.literal('held'), reason: z.string() }),
  ]),
});

/** What is to be written at one plant in one wave. */
export const readWork = contract('readWork', { input: Part, output: z.array(Target) });

/** Puts on record what became of one plant's part, and lets go of its circuits. */
export const recordOutcomes = contract('recordOutcomes', {
  input: z.strictObject({ part: Part, outcomes: z.array(Outcome) }),
  output: z.null(),
});

/** Reads plants back, and puts on record what is so and what is not. */
export const verifyPlants = contract('verifyPlants', {
  input: z.strictObject({ cause: Cause, wave: z.int().nonnegative(), plants: z.array(z.string()) }),
  output: z.strictObject({ unread: z.array(z.string()) }),
});

export const closeIncident = contract('closeIncident', {
  input: z.strictObject({
    cause: Cause,
    phases: z.array(Phase),
    trouble: z.string().optional(),
    /** Why circuits that no wave came to stay as they are. */
    rest: z.string().optional(),
    endedAt: Instant,
  }),
  output: z.strictObject({ status: Incident.shape.status, tally: Tally }),
});

export const lookForDrift = contract('lookForDrift', {
  input: z.strictObject({ at: Instant }),
  output: z.strictObject({ drift: z.array(Drift), unread: z.array(z.string()) }),
});

export const reportDrift = contract('reportDrift', {
  input: z.strictObject({ at: Instant, drift: z.array(Drift).min(1) }),
  output: z.strictObject({ incident: IncidentId }),
});

export {
  closeSwitch,
  planSwitches,
  shiftRouting,
  switchEndpoint,
  switchFleet,
  takeOutSibling,
  watchEndpoint,
} from './switchContracts';
