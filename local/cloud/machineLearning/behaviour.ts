import { z } from 'zod';

/** How the service behaves where it may differ, or where its behaviour is not known for certain. */
export const Behaviour = z.strictObject({
  /** Seeds the jitter of latencies and the storm. */
  seed: z.int().default(1),
  /** Resources on a page when the caller does not say. */
  pageSize: z.int().min(1).default(30),
  /** The answer to a PUT of a resource that exists; the specification allows both. */
  updateStatus: z.union([z.literal(200), z.literal(201)]).default(200),
  /** Whether a PATCH takes effect at once (200), or is accepted as an operation (202). */
  patchAnswer: z.enum(['done', 'accepted']).default('done'),
  patchTags: z.enum(['replace', 'merge']).default('replace'),
  /** Whether a write with more or longer tags than Resource Manager's limits is refused. */
  tagLimits: z.enum(['hold', 'ignore']).default('hold'),
  /** What happens to fields in the PATCH of a deployment other than tags and description. */
  patchExtras: z.enum(['ignore', 'refuse']).default('ignore'),
  /** Whether a PUT may change what the specification marks as fixed at creation; tools do send it. */
  createOnlyProperties: z.enum(['change', 'refuse']).default('change'),
  /** What happens to a write that names deployments of the endpoint that are not there. */
  unknownDeployments: z.enum(['refuse', 'accept']).default('refuse'),
  /** Whether an online deployment may be deleted while its endpoint sends it traffic. */
  deletionUnderTraffic: z.enum(['refuse', 'allow']).default('refuse'),
  /** Whether the keys of an endpoint without key authentication are given, or its token. */
  credentialsOfOtherAuthMode: z.enum(['give', 'refuse']).default('give'),
  /** Whether `regenerateKeys` and `cancel` are accepted as operations (202), or done at once (200). */
  actionAnswer: z.enum(['accepted', 'done']).default('accepted'),
  /** The answer to `cancel` of a job that is over: nothing to do (200), or a conflict (409). */
  cancelOfEndedJob: z.enum(['done', 'refuse']).default('done'),
  /** Whether properties that a later API version brought are kept from clients of an earlier one. */
  newerProperties: z.enum(['hide', 'show']).default('hide'),
  /** Whether endpoints give an address on loopback, or the one they would have in Azure. */
  scoringUris: z.enum(['loopback', 'azure']).default('loopback'),
  /** Whether a registry takes a version anew that was deleted there. */
  deletedRegistryVersions: z.enum(['refuse', 'recreate']).default('refuse'),
  /** Whether `azureml://registries/…` ids are taken to exist, or looked up. */
  registryAssets: z.enum(['assumed', 'checked']).default('assumed'),
  /** Whether endpoints and deployments carry their last operation's URL, as in recordings. */
  stampOperationUri: z.boolean().default(true),
  /**
   * Sent as `Retry-After`, in real seconds, when an operation is accepted and while it runs. The
   * specification declares it for the former; recordings have it nowhere.
   */
  operationRetryAfterSeconds: z.int().min(0).max(600).optional(),
  maxBodyBytes: z
    .int()
    .min(1)
    .default(4 * 1024 * 1024),
  quotas: z
    .strictObject({
      endpointsPerSubscription: z.int().min(0).default(100),
      deploymentsPerSubscription: z.int().min(0).default(500),
      deploymentsPerEndpoint: z.int().min(0).default(20),
    })
    .prefault({}),
});
export type Behaviour = z.infer<typeof Behaviour>;

export const defaultBehaviour: Behaviour = Behaviour.parse({});
