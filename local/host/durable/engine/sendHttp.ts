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

/** Does what `callHttp` asks for. Any answer is a success; only no answer is a failure. */
export async function sendHttp(
  input: string | null,
  tokenFor: TokenSource,
): Promise<ActivityOutcome> {
  try {
    const request = Request.parse(JSON.parse(input ?? 'null'));
    const { method, uri, content, headers, tokenResource } = request;
    const token = tokenResource === undefined ? undefined : await tokenFor(tokenResource);
    const answer = await fetch(uri, {
      method,
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      body: content ?? null,
      redirect: 'manual',
    });
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
