import { z } from 'zod';
import { Folded } from './domain/alert/folded';
import { Fate } from './domain/alert/receipt';
import { Blamed } from './domain/decide/blamed';
import { Decision } from './domain/decision';
import { Outcome, PlantReading, Target, WriteAnswer } from './domain/deployment';
import { Drift } from './domain/drift';
import { Cause, Incident, IncidentId } from './domain/incident';
import { Plan } from './domain/plan/plan';
import { RollbackTerms } from './domain/plan/terms';
import { Policy } from './domain/policy';
import { RestorePolicy } from './domain/policy/sections';
import { Report } from './domain/report';
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

export const rollBackPlant = contract('rollBackPlant', {
  input: z.strictObject({
    cause: Cause,
    plant: z.string(),
    targets: z.array(Target).min(1),
    limits: RestorePolicy,
    /** How many plants are restored side by side. */
    sharers: z.int().positive(),
    /** Which of them this is, from 0. */
    position: z.int().nonnegative(),
  }),
  output: z.array(Outcome),
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
    z.strictObject({ status: z.literal('planned'), plan: Plan }),
    z.strictObject({ status: z.literal('refused'), reason: z.string() }),
  ]),
});

export const startRestore = contract('startRestore', {
  input: z.strictObject({ cause: Cause, target: Target }),
  output: WriteAnswer,
});

export const readPlant = contract('readPlant', {
  input: z.strictObject({
    plant: z.string(),
    /** Operations whose failure is to be explained, by deployment. */
    operations: z.record(z.string(), z.string()).default({}),
  }),
  output: PlantReading,
});

export const closeIncident = contract('closeIncident', { input: Report, output: z.null() });

export const lookForDrift = contract('lookForDrift', {
  input: z.strictObject({ at: Instant }),
  output: z.strictObject({ drift: z.array(Drift), unread: z.array(z.string()) }),
});

export const reportDrift = contract('reportDrift', {
  input: z.strictObject({ at: Instant, drift: z.array(Drift).min(1) }),
  output: z.strictObject({ incident: IncidentId }),
});
