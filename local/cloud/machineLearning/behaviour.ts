/** How the service behaves where it may differ, or where its behaviour is not known for certain. */
export type Behaviour = {
  /** Seeds the jitter of latencies and the storm. */
  seed: number;
  /** Resources on a page when the caller does not say. */
  pageSize: number;
  /** The answer to a PUT of a resource that exists; the specification allows both. */
  updateStatus: 200 | 201;
  /** Whether a PATCH takes effect at once (200), or is accepted as an operation (202). */
  patchAnswer: 'done' | 'accepted';
  patchTags: 'replace' | 'merge';
  /** Whether a write with more or longer tags than Resource Manager's limits is refused. */
  tagLimits: 'hold' | 'ignore';
  /** What happens to fields in the PATCH of a deployment other than tags and description. */
  patchExtras: 'ignore' | 'refuse';
  /** Whether a PUT may change what the specification marks as fixed at creation; tools do send it. */
  createOnlyProperties: 'change' | 'refuse';
  /** What happens to a write that names deployments of the endpoint that are not there. */
  unknownDeployments: 'refuse' | 'accept';
  /** Whether an online deployment may be deleted while its endpoint sends it traffic. */
  deletionUnderTraffic: 'refuse' | 'allow';
  /** Whether the keys of an endpoint without key authentication are given, or its token. */
  credentialsOfOtherAuthMode: 'give' | 'refuse';
  /** Whether `regenerateKeys` and `cancel` are accepted as operations (202), or done at once (200). */
  actionAnswer: 'accepted' | 'done';
  /** The answer to `cancel` of a job that is over: nothing to do (200), or a conflict (409). */
  cancelOfEndedJob: 'done' | 'refuse';
  /** Whether properties that a later API version brought are kept from clients of an earlier one. */
  newerProperties: 'hide' | 'show';
  /** Whether endpoints give an address on loopback, or the one they would have in Azure. */
  scoringUris: 'loopback' | 'azure';
  /** Whether a registry takes a version anew that was deleted there. */
  deletedRegistryVersions: 'refuse' | 'recreate';
  /** Whether `azureml://registries/…` ids are taken to exist, or looked up. */
  registryAssets: 'assumed' | 'checked';
  /** Whether endpoints and deployments carry their last operation's URL, as in recordings. */
  stampOperationUri: boolean;
  /**
   * Sent as `Retry-After`, in real seconds, when an operation is accepted and while it runs. The
   * specification declares it for the former; recordings have it nowhere.
   */
  operationRetryAfterSeconds: number | undefined;
  maxBodyBytes: number;
  quotas: {
    endpointsPerSubscription: number;
    deploymentsPerSubscription: number;
    deploymentsPerEndpoint: number;
  };
};

export const defaultBehaviour: Behaviour = {
  seed: 1,
  pageSize: 30,
  updateStatus: 200,
  patchAnswer: 'done',
  patchTags: 'replace',
  tagLimits: 'hold',
  patchExtras: 'ignore',
  createOnlyProperties: 'change',
  unknownDeployments: 'refuse',
  deletionUnderTraffic: 'refuse',
  credentialsOfOtherAuthMode: 'give',
  actionAnswer: 'accepted',
  cancelOfEndedJob: 'done',
  newerProperties: 'hide',
  scoringUris: 'loopback',
  deletedRegistryVersions: 'refuse',
  registryAssets: 'assumed',
  stampOperationUri: true,
  operationRetryAfterSeconds: undefined,
  maxBodyBytes: 4 * 1024 * 1024,
  quotas: {
    endpointsPerSubscription: 100,
    deploymentsPerSubscription: 500,
    deploymentsPerEndpoint: 20,
  },
};
