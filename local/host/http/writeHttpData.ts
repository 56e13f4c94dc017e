import type { HttpData, TypedData } from '../worker/types';
import { respondEmpty } from './exchange';
import type { Exchange } from './exchange';
import { toSetCookie } from './setCookie';

/** Answers a request with what an HTTP function returned; 204 when it returned nothing. */
export function writeReturnValue(exchange: Exchange, returnValue: TypedData | null): void {
  if (returnValue?.http === undefined) {
    respondEmpty(exchange, 204);
    return;
  }
  const { statusCode, headers = {}, cookies = [], body } = returnValue.http;
  const content = bytesOf(body);
  const { response } = exchange;
  if (response.destroyed) {
    return;
  }
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
  if (cookies.length > 0) {
    response.setHeader('set-cookie', cookies.map(toSetCookie));
  }
  response.statusCode = statusOf(statusCode);
  response.end(content);
}

function statusOf(statusCode: HttpData['statusCode']): number {
  const status = Number(statusCode ?? 200);
  if (!Number.isInteger(status) || status < 200 || status > 999) {
    throw new RangeError(`The function answered with status "${statusCode}", expected 200 to 999`);
  }
  return status;
}

function bytesOf(body: TypedData | undefined): Uint8Array {
  return body?.bytes ?? Buffer.from(body?.string ?? body?.json ?? '');
}
