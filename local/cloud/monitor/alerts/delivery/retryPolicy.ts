/** What became of one POST: the status of the answer, or undefined if there was none. */
export type Answer = { readonly status: number | undefined };

export type Verdict =
  | { readonly next: 'delivered' }
  /** The receiver said no in a way that asking again does not help. */
  | { readonly next: 'failed' }
  | { readonly next: 'retry'; readonly afterMs: number }
  /** The last retry failed: nobody calls the endpoint for a while. */
  | { readonly next: 'deaf'; readonly forMs: number };

const waits = [5, 20, 5, 40, 5].map((seconds) => seconds * 1000);
const deafFor = 15 * 60_000;
const retried = new Set([408, 429, 503, 504]);

/**
 * What an action group does after its nth attempt, counted from one. A connection that breaks or
 * takes too long is retried, as are four statuses; every other status but success ends it.
 */
export function afterAttempt(attempt: number, { status }: Answer): Verdict {
  if (status !== undefined && status >= 200 && status < 300) {
    return { next: 'delivered' };
  }
  if (status !== undefined && !retried.has(status)) {
    return { next: 'failed' };
  }
  const afterMs = waits[attempt - 1];
  return afterMs === undefined ? { next: 'deaf', forMs: deafFor } : { next: 'retry', afterMs };
}
