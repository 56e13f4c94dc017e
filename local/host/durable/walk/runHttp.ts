import { z } from 'zod';
import { HTTP_ACTIVITY } from '../history/historyEvent';
import type { DurableHttpRequest } from './action';
import type { Numbering, Outcome, Settle } from './numbering';

const Answer = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
});

type Polled = { request: DurableHttpRequest; sleepMs: number };

/** Sends a request, and follows a 202 with a Location until the answer is something else. */
export function runHttp(numbering: Numbering, { request, sleepMs }: Polled, settle: Settle): void {
  const send = (sent: DurableHttpRequest): void => {
    const input = JSON.stringify(sent);
    numbering.open({ kind: 'taskScheduled', name: HTTP_ACTIVITY, input }, (outcome) => {
      const next = request.polling ? nextPoll(outcome) : undefined;
      if (next === undefined) {
        settle(outcome);
        return;
      }
      const fireAt = numbering.now + (next.retryAfterMs ?? sleepMs);
      numbering.open({ kind: 'timerCreated', fireAt }, () =>
        send(pollRequest(request, next.location)),
      );
    });
  };

  send(request);
}

/**
 * The next poll goes where the answer says, with what the first request had, but for secrets that
 * are not meant for there: a function's key opens no status address, and the location is the
 * callee's word, which must not lead credentials to a third party.
 */
function pollRequest(first: DurableHttpRequest, location: string): DurableHttpRequest {
  const { origin, href } = new URL(location, first.uri);
  const isSameOrigin = origin === new URL(first.uri).origin;
  const secrets = ['x-functions-key', ...(isSameOrigin ? [] : ['authorization', 'cookie'])];
  const headers = Object.entries(first.headers ?? {});
  return {
    ...first,
    method: 'GET',
    content: undefined,
    uri: href,
    headers: Object.fromEntries(headers.filter(([name]) => !secrets.includes(name.toLowerCase()))),
    tokenResource: isSameOrigin ? first.tokenResource : undefined,
  };
}

function nextPoll({ ok, result }: Outcome) {
  if (!ok || result === null) {
    return undefined;
  }
  const answer = Answer.parse(JSON.parse(result));
  const location = header(answer.headers, 'location');
  if (answer.statusCode !== 202 || location === undefined) {
    return undefined;
  }
  const retryAfter = header(answer.headers, 'retry-after');
  const seconds = retryAfter === undefined ? Number.NaN : Number(retryAfter);
  return { location, retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined };
}

function header(headers: Record<string, string>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
