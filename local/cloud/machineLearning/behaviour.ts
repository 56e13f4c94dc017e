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
  /** What happens to fields in the PATCH of a deployment other than tags and description. */
  patchExtras: 'ignore' | 'refuse';
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
  patchExtras: 'ignore',
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
