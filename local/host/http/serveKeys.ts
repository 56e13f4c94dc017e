import { z } from 'zod';
import { parseJson } from './parseJson';
import { respondEmpty, respondJson } from './exchange';
import type { Exchange } from './exchange';
import type { KeyRing, KeyScope } from './keyRing';
import { readBody } from './readBody';

const KeyBody = z.object({ value: z.string().min(1).optional() });

const masterName = '_master';

/**
 * Answers `GET …/keys` and `GET`, `POST`, `PUT` and `DELETE …/keys/{name}`: POST makes up a key, PUT
 * takes the one in the body.
 */
export async function serveKeys(
  exchange: Exchange,
  ring: KeyRing,
  { scope, name }: { scope: KeyScope; name: string | undefined },
): Promise<void> {
  const { method } = exchange.request;
  const keys = ring.of(scope);
  if (name === undefined) {
    const all = Object.entries(keys).map(([key, value]) => ({ name: key, value }));
    return method === 'GET'
      ? respondJson(exchange, 200, { keys: all, links: [] })
      : respondEmpty(exchange, 405);
  }
  const value = name === masterName ? ring.masterKey : keys[name];
  if (method === 'GET') {
    return value === undefined
      ? respondEmpty(exchange, 404)
      : respondJson(exchange, 200, { name, value });
  }
  if (name === masterName) {
    const message = 'The master key of a local host is not changed: delete its keys.json instead';
    return respondJson(exchange, 400, { message });
  }
  if (method === 'DELETE') {
    return respondEmpty(exchange, ring.delete(scope, name) ? 204 : 404);
  }
  if (method !== 'POST' && method !== 'PUT') {
    return respondEmpty(exchange, 405);
  }
  const body = KeyBody.safeParse(parseJson((await readBody(exchange.request))?.toString() ?? ''));
  if (method === 'PUT' && body.data?.value === undefined) {
    return respondJson(exchange, 400, { message: 'Expected a JSON body such as {"value":"key"}' });
  }
  const created = ring.put(scope, name, method === 'PUT' ? body.data?.value : undefined);
  respondJson(exchange, value === undefined ? 201 : 200, { name, value: created });
}
