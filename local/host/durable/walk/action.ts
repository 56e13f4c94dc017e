/** When a failed call is tried again, and for how long. */
export type RetryPolicy = {
  firstIntervalMs: number;
  maxAttempts: number;
  backoffCoefficient: number;
  maxIntervalMs: number;
  /** From the start of the first attempt; no retry begins after it. */
  timeoutMs: number;
};

/** What `callHttp` asks for. */
export type DurableHttpRequest = {
  method: string;
  uri: string;
  content?: string | undefined;
  headers?: Record<string, string> | undefined;
  /** Whom a token of the app's managed identity is to be sent for, with the request. */
  tokenResource?: string | undefined;
  /** Whether a 202 with a Location is followed until it is something else. */
  polling: boolean;
};

export type Call = { name: string; input: string | null; retry: RetryPolicy | null };

/**
 * What an orchestrator did, one entry per `yield` or fire-and-forget call. The orchestrator hands
 * over the whole list, from its beginning, on every replay; nothing in it has an id.
 */
export type Action =
  | ({ kind: 'activity' } & Call)
  | ({ kind: 'subOrchestration'; instanceId: string | null; version: string | null } & Call)
  | { kind: 'timer'; fireAt: number; cancelled: boolean }
  | { kind: 'externalEvent'; name: string }
  | { kind: 'continueAsNew'; input: string | null }
  | { kind: 'callEntity'; target: string; operation: string; input: string | null }
  | { kind: 'signalEntity'; target: string; operation: string; input: string | null }
  /** Begins a critical section: the entities, in the order in which they are to be locked. */
  | { kind: 'lockEntities'; entities: readonly string[]; requestId: string }
  /** Ends the critical section that was begun last. */
  | { kind: 'releaseEntities' }
  | { kind: 'http'; request: DurableHttpRequest }
  | { kind: 'all'; actions: readonly Action[] }
  | { kind: 'any'; actions: readonly Action[] };
