import { header, json } from './exchange';
import type { ManagementRequest, ManagementResponse } from './exchange';
import { numberParameter } from './queryParameters';

const DEFAULT_PAGE = 100;
const CONTINUATION = 'x-ms-continuation-token';

/** How many of a list are asked for, and after which id. */
export function askedPage(request: ManagementRequest): { top: number; after: string | undefined } {
  const token = header(request, CONTINUATION);
  return {
    top: Math.max(1, Math.trunc(numberParameter(request.query, 'top') ?? DEFAULT_PAGE)),
    after: token === undefined ? undefined : Buffer.from(token, 'base64url').toString('utf8'),
  };
}

/** A page of a list, of which one more than `top` was looked up, to know whether that is all. */
export function pageOf<T>(
  found: readonly T[],
  top: number,
  show: { id: (item: T) => string; body: (item: T) => unknown },
): ManagementResponse {
  const page = found.slice(0, top);
  const last = page.at(-1);
  const more = found.length > top && last !== undefined;
  const next = more ? { [CONTINUATION]: Buffer.from(show.id(last)).toString('base64url') } : {};
  return json(200, page.map(show.body), next);
}
