import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { hasCode } from '../../state/hasCode';

export type Body = { ok: true; json: unknown } | { ok: false; status: number; message: string };

/** How many times the limit is read before the connection is cut instead. */
const patience = 16;

const unzip = promisify(gunzip);

/** Reads a JSON body, gzipped or plain, of at most so many bytes on the wire and unpacked. */
export async function readBody(request: IncomingMessage, mostBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    // What is over the limit is read and dropped, so that the client gets to read the answer.
    if (length <= mostBytes) {
      chunks.push(bytes);
    } else if (length > patience * mostBytes) {
      break;
    }
  }
  if (length > mostBytes) {
    return tooLarge(mostBytes, length);
  }
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') {
    return parse(Buffer.concat(chunks));
  }
  if (encoding !== 'gzip') {
    return failure(415, `Content-Encoding is ${encoding}, expected gzip or none.`);
  }
  try {
    return parse(await unzip(Buffer.concat(chunks), { maxOutputLength: mostBytes }));
  } catch (error) {
    return hasCode(error, 'ERR_BUFFER_TOO_LARGE')
      ? tooLarge(mostBytes)
      : failure(400, `The body is not gzip: ${String(error)}`);
  }
}

function parse(bytes: Buffer): Body {
  try {
    return { ok: true, json: JSON.parse(bytes.toString('utf8')) };
  } catch (error) {
    return failure(400, `The body is not JSON: ${String(error)}`);
  }
}

function tooLarge(mostBytes: number, found?: number): Body {
  const provided = found === undefined ? '' : ` Provided content length: ${found}.`;
  return failure(413, `Maximum allowed content length: ${mostBytes} bytes.${provided}`);
}

function failure(status: number, message: string): Body {
  return { ok: false, status, message };
}
