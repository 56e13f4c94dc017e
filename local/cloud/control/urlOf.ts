import type { IncomingMessage } from 'node:http';
import { HOST } from './listen';

/** Where a request points to; the root when its target is no path (as `OPTIONS *`). */
export function urlOf({ url }: IncomingMessage): URL {
  const origin = `http://${HOST}`;
  return URL.parse(`${origin}${url ?? '/'}`) ?? new URL(origin);
}
