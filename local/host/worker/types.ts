/**
 * What the host and the process that runs the app say to each other: the part of the Functions
 * worker protocol that a Node app uses, with the field names of the real one.
 */

/** One value on the wire. At most one field is set; none means undefined. */
export type TypedData = {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  collectionString?: { string: readonly string[] };
  collectionBytes?: { bytes: readonly Uint8Array[] };
  http?: HttpData;
};

type Nullable = Record<string, { value: string }>;

/** A request on the way in; on the way out `statusCode`, `headers`, `cookies` and `body` count. */
export type HttpData = {
  url?: string;
  method?: string;
  nullableHeaders?: Nullable;
  nullableQuery?: Nullable;
  nullableParams?: Nullable;
  statusCode?: string;
  headers?: Record<string, string>;
  cookies?: readonly Record<string, unknown>[];
  enableContentNegotiation?: boolean;
  body?: TypedData;
};

export type Named = { name: string; data: TypedData };

/** A binding as the app registered it: `type`, `direction` and whatever its kind adds. */
export type Binding = { type: string; direction: string } & Record<string, unknown>;

export type RegisteredFunction = {
  name: string;
  /** By binding name; the names are hashes made by `@azure/functions`, never to be guessed. */
  bindings: Record<string, Binding>;
  retryOptions?: Record<string, unknown>;
};

export type Invocation = {
  functionName: string;
  /** Made by the host when absent. */
  invocationId?: string;
  inputs: readonly Named[];
  triggerMetadata: Record<string, TypedData>;
  /** Set when this is a repetition that the function's retry policy asked for. */
  retryContext?: RetryContext;
};

export type RetryContext = {
  retryCount: number;
  /** -1 for no limit. */
  maxRetryCount: number;
  exception: { message: string; source: string; stackTrace: string };
};

/** What the app said. A thrown error is an answer too: `message` is the text it threw. */
export type InvocationResult =
  | {
      ok: true;
      returnValue: TypedData | null;
      outputs: readonly Named[];
      /** Set when the handler returned null or undefined: in stream mode nothing else tells. */
      returnedNothing?: true;
    }
  | { ok: false; error: { message: string; stack: string } };

/** The app in its own process. */
export type Worker = {
  readonly functions: readonly RegisteredFunction[];

  /** Rejects with `WorkerLost` when the process dies before it answers. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
};

/** The process that ran the app is gone; whether the function had its effect is unknown. */
export class WorkerLost extends Error {
  override readonly name = 'WorkerLost';
}
