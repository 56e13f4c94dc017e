import type { Defined } from '../definitions/definitions';
import { pathOf } from '../definitions/entityDefinition';
import type { EntityDefinition } from '../definitions/entityDefinition';
import {
  alreadyExists,
  methodNotAllowed,
  notFound,
  preconditionFailed,
} from './administrationError';
import { entryDocument } from './atom';
import { checkDefinition } from './checkDefinition';
import { entryOf } from './entryOf';
import type { AdministrationResponse, Exchange } from './exchange';

/** Makes a definition of what a client sent, from that of the entity if there is one. */
export type ReadDefinition = (exchange: Exchange, current: Defined | undefined) => EntityDefinition;

/** Answers GET, PUT and DELETE for a queue, a topic or a subscription. */
export function administerEntity(
  exchange: Exchange,
  path: string,
  readDefinition: ReadDefinition,
): AdministrationResponse {
  const { method, broker } = exchange;
  const current = broker.definitions.find(path);
  if (method === 'PUT') {
    requireFit(exchange, path, current);
    return put(exchange, readDefinition(exchange, current));
  }
  if (current === undefined) {
    throw notFound(path);
  }
  if (method === 'GET') {
    return answer(200, current, exchange);
  }
  if (method === 'DELETE') {
    requireMatch(exchange, current);
    broker.delete(pathOf(current.definition));
    return { status: 200, body: '' };
  }
  throw methodNotAllowed(method, path);
}

/** With `If-Match` a PUT changes what is there, without it creates what is not. */
function requireFit(exchange: Exchange, path: string, current: Defined | undefined): void {
  const isUpdate = exchange.ifMatch !== undefined;
  if (isUpdate && current === undefined) {
    throw notFound(path);
  }
  if (!isUpdate && current !== undefined) {
    throw alreadyExists(path);
  }
  requireMatch(exchange, current);
}

function put(exchange: Exchange, definition: EntityDefinition): AdministrationResponse {
  const { broker, ifMatch } = exchange;
  checkDefinition(definition, broker);
  const isUpdate = ifMatch !== undefined;
  if (isUpdate) {
    broker.update(definition);
  } else {
    broker.create(definition);
  }
  const path = pathOf(definition);
  const defined = broker.definitions.find(path);
  if (defined === undefined) {
    throw notFound(path);
  }
  return answer(isUpdate ? 200 : 201, defined, exchange);
}

function answer(status: number, defined: Defined, exchange: Exchange): AdministrationResponse {
  const body = entryDocument(entryOf(defined, exchange));
  return { status, body, etag: etagOf(defined) };
}

function requireMatch({ ifMatch }: Exchange, current: Defined | undefined): void {
  const isAny = ifMatch === undefined || ifMatch === '*';
  if (current !== undefined && !isAny && ifMatch.replaceAll('"', '') !== etagOf(current)) {
    throw preconditionFailed(pathOf(current.definition));
  }
}

function etagOf({ updatedAt }: Defined): string {
  return String(updatedAt);
}
