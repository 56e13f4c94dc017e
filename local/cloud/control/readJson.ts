import type { IncomingMessage } from 'node:http';

const LIMIT_BYTES = 64 * 1024 * 1024;

export type JsonBody =
  { ok: true; value: unknown } | { ok: false; status: 400 | 413; message: string };

/** Reads a request's body, of 64 MB at most; the value is undefined when there is no body. */
export async function readJson(request: IncomingMessage): Promise<JsonBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What is over the limit is read and dropped: a client that is still sending would not see the answer.
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= LIMIT_BYTES) {
      chunks.push(bytes);
    }
  }
  if (size > LIMIT_BYTES) {
    const message = `The body has ${size} bytes; at most ${LIMIT_BYTES} are taken.`;
    return { ok: false, status: 413, message };
  }
  if (size === 0) {
    return { ok: true, value: undefined };
  }
  return parse(Buffer.concat(chunks).toString('utf8'));
}

function parse(text: string): JsonBody {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw error;
    }
    return { ok: false, status: 400, message: `The body is not JSON: ${error.message}` };
  }
}
