import type { IncomingMessage } from 'node:http';

/** The largest body the real host takes into memory: 100 MB. */
const longestBody = 100 * 1024 * 1024;

/** Reads a whole body; undefined when it is longer than the host takes. Rejects if the caller goes. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > longestBody) {
    return undefined;
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) {
      throw new TypeError(`Expected the request to yield buffers, found ${typeof chunk}`);
    }
    length += chunk.length;
    if (length > longestBody) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
