import { z } from 'zod';

/** One call as it was made and answered, without what was in it. */
export type JournalSummary = {
  /** Counts up in the order in which calls were finished. */
  sequence: number;
  /** When the call arrived, ISO 8601. */
  at: string;
  /** The same moment on the service's own clock, which goes `speed` times as fast. */
  serviceSeconds: number;
  /** The caller's name; null when the call was not authenticated. */
  principal: string | null;
  method: string;
  path: string;
  /** As sent, with its question mark; empty when there was none. */
  query: string;
  apiVersion: string | null;
  /** Null when the connection was broken instead of an answer. */
  status: number | null;
  /** What the throttle decided; null when the call did not come as far, or is not counted. */
  throttle: 'admitted' | 'throttled' | 'unavailable' | 'reset' | null;
  /** The SHA-256 of the request's body in hex; null when there was none. */
  bodyHash: string | null;
  /** The name of the operation that the call started. */
  operation: string | null;
  /** From the call's arrival to its answer, in real time. */
  milliseconds: number;
};

/** One call as it was made and answered. Bodies that the journal does not keep are undefined. */
export type JournalEntry = JournalSummary & {
  requestHeaders: Record<string, string>;
  requestBody: unknown;
  responseHeaders: Record<string, string>;
  responseBody: unknown;
};

/** An entry as it is recorded: bodies as the text that went over the wire. */
export type JournalRecord = Omit<
  JournalEntry,
  'sequence' | 'bodyHash' | 'requestBody' | 'responseBody'
> & {
  requestBody: string | undefined;
  responseBody: string | undefined;
};

const Summary = z.object({
  sequence: z.int(),
  at: z.string(),
  serviceSeconds: z.number(),
  principal: z.string().nullable(),
  method: z.string(),
  path: z.string(),
  query: z.string(),
  apiVersion: z.string().nullable(),
  status: z.int().nullable(),
  throttle: z.enum(['admitted', 'throttled', 'unavailable', 'reset']).nullable(),
  bodyHash: z.string().nullable(),
  operation: z.string().nullable(),
  milliseconds: z.number(),
});
const Entry = Summary.extend({
  requestHeaders: z.string(),
  requestBody: z.string().nullable(),
  responseHeaders: z.string(),
  responseBody: z.string().nullable(),
});
const Headers = z.record(z.string(), z.string());

/** Reads a row of the columns that a summary has. */
export function summaryOf(row: unknown): JournalSummary {
  return Summary.parse(row);
}

/** Reads a row of all columns. */
export function entryOf(row: unknown): JournalEntry {
  const { requestHeaders, requestBody, responseHeaders, responseBody, ...rest } = Entry.parse(row);
  return {
    ...rest,
    requestHeaders: Headers.parse(JSON.parse(requestHeaders)),
    requestBody: bodyOf(requestBody),
    responseHeaders: Headers.parse(JSON.parse(responseHeaders)),
    responseBody: bodyOf(responseBody),
  };
}

/** A body as JSON, or as its text when it is none: a refused request may hold anything. */
function bodyOf(text: string | null): unknown {
  if (text === null) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
