import { z } from 'zod';
import { HTTP_ACTIVITY } from '../history/historyEvent';
import type { TokenSource } from './tokenSource';
import type { ActivityOutcome } from '../wire/activityOutcome';

const Request = z.object({
  method: z.string(),
  uri: z.url(),
  content: z.optional(z.string()),
  headers: z.optional(z.record(z.string(), z.string())),
  tokenResource: z.optional(z.string()),
});

/**
 * Does what `callHttp` asks for, and follows redirections. Any answer is a success; only no answer
 * is a failure.
 */
export async function sendHttp(
  input: string | null,
  tokenFor: TokenSource,
): Promise<ActivityOutcome> {
  try {
    const request = Request.parse(JSON.parse(input ?? 'null'));
    const { method, uri, content, headers, tokenResource } = request;
    const token = tokenResource === undefined ? undefined : await tokenFor(tokenResource);
    const sent = new Headers(headers);
    if (content !== undefined && !sent.has('content-type')) {
      sent.set('content-type', 'text/plain');
    }
    if (token !== undefined) {
      sent.set('authorization', `Bearer ${token}`);
    }
    const answer = await fetch(uri, { method, headers: sent, body: content ?? null });
    const result = {
      statusCode: answer.status,
      headers: Object.fromEntries(answer.headers),
      content: await answer.text(),
    };
    return { ok: true, result: JSON.stringify(result) };
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
    return {
      ok: false,
      reason: `Activity function '${HTTP_ACTIVITY}' failed:  ${reason}`,
      details: JSON.stringify({
        ClassName: 'System.Net.Http.HttpRequestException',
        Message: reason,
      }),
    };
  }
}
