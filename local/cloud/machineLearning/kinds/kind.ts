import type { Latency } from '../clock/latency';
import type { ArmResource, ResourceContent } from '../arm/resource';
import type { Behaviour } from '../behaviour';

/** What the service does with the writes of one resource type. */
export type Kind = {
  /** Names of this type that are taken. */
  name: { pattern: RegExp; rule: string };
  /** How its writes run when they are long-running operations; otherwise they are done at once. */
  operation: KindOperation | undefined;
  writeLatency: Latency;

  /**
   * Turns the body of a PUT into the resource's new content, defaults filled in: what the body
   * leaves out goes back to its default. Throws 400 on a bad body, 409 on a forbidden change.
   */
  put(body: unknown, current: ArmResource | undefined): ResourceContent;

  /** Applies the body of a PATCH; a type without it answers 405. Throws 400 on a bad body. */
  patch: ((body: unknown, current: ArmResource, behaviour: Behaviour) => ArmResource) | undefined;

  /**
   * Properties that appear when an operation has come to a good end. `inferenceUrl` is where the
   * data plane of the endpoint is reached.
   */
  whenSucceeded(resource: ArmResource, inferenceUrl: string): Record<string, unknown>;

  /** Ids of the assets that must exist for a write to come to a good end. */
  assets(content: ResourceContent): string[];

  /** Names of the resource's own deployments that its content speaks of. */
  deployments(content: ResourceContent): string[];
};

export type KindOperation = {
  /** Stands first in the names of its operations, as in `bd:<workspace>:<guid>`. */
  prefix: string;
  /** The provisioning state of a new resource until it is there. */
  creating: 'Creating' | 'Updating';
  latency: Latency;
};
