import type { IncomingMessage } from 'node:http';
import { ArmError, badRequest } from '../arm/armError';

/** Reads a request's body as text. Throws 413 as soon as it is longer than allowed. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Its own way of leaving the loop early would break the connection before the refusal is sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Buffer)) {
      throw new TypeError('A request without an encoding was expected to come in buffers.');
    }
    length += chunk.length;
    if (length > maxBytes) {
      request.resume();
      const megabytes = maxBytes / 1024 / 1024;
      const message = `The request content size exceeds the maximum size of ${megabytes} MB.`;
      throw new ArmError(413, {
        code: 'RequestContentTooLarge',
        message,
        // Nobody waits for the rest of the body, so the connection cannot be used again.
        headers: { Connection: 'close' },
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The body as JSON; undefined when empty. Throws 415 if it is not sent as JSON, 400 if it is none. */
export function parseJson(text: string, contentType: string | undefined): unknown {
  if (text === '') {
    return undefined;
  }
  if (!/^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i.test(contentType ?? '')) {
    const found = contentType ?? '<null>';
    const message = `The content media type '${found}' is not supported. Only 'application/json' is supported.`;
    throw new ArmError(415, { code: 'UnsupportedMediaType', message });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    throw badRequest(
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: '${error.message}'.`,
    );
  }
}
