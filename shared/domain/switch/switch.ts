import { z } from 'zod';
import { Revision } from '../revision';

/** Whether jobs or requests come in: a batch endpoint has a default, an online one has traffic. */
export const EndpointKind = z.enum(['batch', 'online']);
export type EndpointKind = z.infer<typeof EndpointKind>;

/** As Azure takes names of endpoints' deployments. */
export const DeploymentName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'the name of a deployment: letters, digits and dashes');

/** One endpoint that is to send what comes in to another of its deployments. */
export const SwitchAsk = z.strictObject({
  plant: z.string().min(1),
  kind: EndpointKind,
  /** Named always: "the other one" would bring the bad one back when it is asked for twice. */
  to: DeploymentName,
  /** What it is to leave; without it the one that takes what comes in now. */
  from: DeploymentName.optional(),
  /** All at once, or in steps of a canary's weights. */
  pace: z.enum(['emergency', 'canary']).default('emergency'),
});
export type SwitchAsk = z.infer<typeof SwitchAsk>;

/** Shares of the requests in percent, by deployment; none at all is `{}`. */
const Traffic = z.record(z.string(), z.int().min(0).max(100));

/** Where an endpoint sends what comes in. */
export const Routing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('batch'), deployment: z.string().nullable() }),
  z.strictObject({ kind: z.literal('online'), traffic: Traffic, mirror: Traffic }),
]);
export type Routing = z.infer<typeof Routing>;

/** A deployment beside others of its endpoint. */
export const Sibling = z.strictObject({
  name: z.string(),
  state: z.string(),
  /** In the short form; empty when the service names none. */
  environment: z.string(),
  model: z.string().optional(),
});
export type Sibling = z.infer<typeof Sibling>;

/** An endpoint as it is. */
export const EndpointReading = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('read'),
    state: z.string(),
    routing: Routing,
    siblings: z.array(Sibling),
  }),
  z.strictObject({ status: z.literal('gone'), reason: z.string() }),
  z.strictObject({ status: z.literal('unavailable'), reason: z.string() }),
]);
export type EndpointReading = z.infer<typeof EndpointReading>;

/** Exactly what is written to one endpoint, step by step; each starts from the one before it. */
export const SwitchPlan = z.strictObject({
  plant: z.string(),
  endpoint: z.string(),
  kind: EndpointKind,
  /** The deployment to leave and the one to go to, with what each runs. */
  from: z.strictObject({ deployment: z.string(), revision: Revision }),
  to: z.strictObject({ deployment: z.string(), revision: Revision }),
  begins: Routing,
  steps: z.array(Routing),
});
export type SwitchPlan = z.infer<typeof SwitchPlan>;

/** The switches of an incident, and why other endpoints that it names are left as they are. */
export const Switches = z.strictObject({
  plans: z.array(SwitchPlan),
  refusals: z.array(z.string()),
});
export type Switches = z.infer<typeof Switches>;
