import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';

/** How many bytes may wait for a caller. */
const mostWaiting = 32 * 2 ** 20;

/** What Node says of a request that comes in. */
const Started = z.object({
  request: z.instanceof(IncomingMessage),
  response: z.instanceof(ServerResponse),
});

/** Slows the bodies of answers down to what their readers take. */
export type BodyPacer = {
  /** Paces the body of what an invocation's handler returned, if that is a stream. */
  pace(invocationId: string, returned: unknown): void;
};

/**
 * In stream mode `@azure/functions` writes a body to the forwarded request's answer as fast as the
 * app makes it, and never waits: what the caller has not read yet piles up in memory. Here it is
 * asked for the next piece only when there is room for it, and for no more once the caller is gone.
 *
 * Some room there is: callers that read nothing before they have sent everything, and apps that
 * answer with what they are sent, would wait for each other.
 */
export function createBodyPacer(): BodyPacer {
  const answers = new Map<string, ServerResponse>();
  subscribe('http.server.request.start', (message) => {
    const { data: started } = Started.safeParse(message);
    const invocationId = started?.request.headers['x-ms-invocation-id'];
    if (started !== undefined && typeof invocationId === 'string') {
      answers.set(invocationId, started.response);
      started.response.once('close', () => answers.delete(invocationId));
    }
  });
  return {
    pace: (invocationId, returned) => {
      const answer = answers.get(invocationId);
      const body = streamIn(returned);
      if (answer !== undefined && body !== undefined && typeof returned === 'object') {
        // Shadows the getter of the library's response class, and replaces a plain property.
        const value = ReadableStream.from(paced(body, answer));
        Reflect.defineProperty(returned ?? {}, 'body', { value, configurable: true });
      }
    },
  };
}

async function* paced(
  body: AsyncIterable<unknown>,
  answer: ServerResponse,
): AsyncGenerator<unknown, void> {
  for await (const piece of body) {
    yield piece;
    if (answer.writableLength > mostWaiting && !answer.destroyed) {
      await roomIn(answer);
    }
    if (answer.destroyed) {
      return;
    }
  }
}

/** Settles when there is room for more, or nobody is left to read it. */
async function roomIn(answer: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  answer.once('drain', resolve).once('close', resolve);
  await promise;
  answer.off('drain', resolve).off('close', resolve);
}

function streamIn(returned: unknown): AsyncIterable<unknown> | undefined {
  if (typeof returned !== 'object' || returned === null || !('body' in returned)) {
    return undefined;
  }
  return isAsyncIterable(returned.body) ? returned.body : undefined;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
