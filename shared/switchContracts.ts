import { z } from 'zod';
import { Outcome, WriteAnswer } from './domain/deployment';
import { Cause, Incident, IncidentId } from './domain/incident';
import { RestorePolicy } from './domain/policy/sections';
import { Phase, Tally } from './domain/report';
import { EndpointReading, SwitchPlan } from './domain/switch/switch';
import { Instant } from './domain/time';
import { contract } from './durable/contract';

/** Sends what comes in at endpoints to their warm siblings. */
export const switchFleet = contract('switchFleet', {
  input: Incident,
  output: z.discriminatedUnion('status', [
    z.strictObject({ status: z.literal('ended'), incident: Incident.shape.status }),
    /** Another incident has hold of the release. */
    z.strictObject({ status: z.literal('merged'), into: IncidentId }),
  ]),
});

/** Switches one endpoint, step by step; what goes wrong is in the outcome, never thrown. */
export const switchEndpoint = contract('switchEndpoint', {
  input: z.strictObject({ cause: Cause, plan: SwitchPlan, limits: RestorePolicy }),
  output: z.strictObject({ outcome: Outcome, notes: z.array(z.string()) }),
});

export const planSwitches = contract('planSwitches', {
  input: z.strictObject({ cause: Cause }),
  output: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('planned'),
      plans: z.array(SwitchPlan).min(1),
      /** Why other endpoints are left as they are. */
      refusals: z.array(z.string()),
    }),
    z.strictObject({ status: z.literal('refused'), reason: z.string() }),
  ]),
});

/** Writes one step of a switch. */
export const shiftRouting = contract('shiftRouting', {
  input: z.strictObject({ cause: Cause, plan: SwitchPlan, step: z.int().nonnegative() }),
  output: WriteAnswer,
});

/** Reads an endpoint that is being switched, and renews the lock on it. */
export const watchEndpoint = contract('watchEndpoint', {
  input: z.strictObject({ cause: Cause, plan: SwitchPlan }),
  output: EndpointReading,
});

/** Scales the deployment that was left to no instances. */
export const takeOutSibling = contract('takeOutSibling', {
  input: z.strictObject({ cause: Cause, plan: SwitchPlan }),
  output: WriteAnswer,
});

export const closeSwitch = contract('closeSwitch', {
  input: z.strictObject({
    cause: Cause,
    plans: z.array(SwitchPlan),
    outcomes: z.array(Outcome),
    phases: z.array(Phase),
    notes: z.array(z.string()),
    trouble: z.string().optional(),
    endedAt: Instant,
  }),
  output: z.strictObject({ status: Incident.shape.status, tally: Tally }),
});
