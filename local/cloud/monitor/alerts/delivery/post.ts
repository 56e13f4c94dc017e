/** Sends a body to an address; the status of the answer, or undefined and why there was none. */
export type Post = (
  url: string,
  body: string,
  signal: AbortSignal,
) => Promise<{ status: number | undefined; error?: string }>;

/** Azure does not say how long it waits for an answer; an older text had this for the first attempt. */
const patienceMs = 10_000;

/** Posts JSON over HTTP. Rejects only when the signal ends it. */
export const post: Post = async (url, body, signal) => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { status: undefined, error: String(cause) };
  }
};
