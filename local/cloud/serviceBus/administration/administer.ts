import { subscriptionPath } from '../config/namespace';
import type { Defined } from '../definitions/definitions';
import { ServiceBusError } from '../serviceBusError';
import { AdministrationError, badRequest, methodNotAllowed } from './administrationError';
import { administerEntity } from './administerEntity';
import { administerRule, ruleEntries } from './administerRules';
import { description, entryDocument, errorDocument, instant } from './atom';
import type { Entry } from './atom';
import { entryOf } from './entryOf';
import { urlOf } from './exchange';
import type { AdministrationResponse, Exchange } from './exchange';
import { feedPage } from './feedPage';
import { queueOrTopic, requireTopic, subscription } from './readDefinition';
import { resourceAt } from './resource';
import type { Resource } from './resource';

const STATUSES = new Map([
  ['com.microsoft:argument-error', 400],
  ['amqp:not-found', 404],
  ['com.microsoft:entity-already-exists', 409],
]);

/** Does what a client of the administration API asks for; a refusal is an answer as well. */
export function administer(exchange: Exchange): AdministrationResponse {
  try {
    return answer(resourceAt(exchange.url.pathname), exchange);
  } catch (error) {
    const { status, message } = refusalOf(error);
    const { origin } = exchange.url;
    const tracking = `TrackingId:${exchange.broker.newId()}, SystemTracker:${origin}, Timestamp:${instant(exchange.broker.now())}`;
    return { status, body: errorDocument(status, `${message} ${tracking}`) };
  }
}

function refusalOf(error: unknown): { status: number; message: string } {
  if (error instanceof AdministrationError) {
    return error;
  }
  const status = error instanceof ServiceBusError ? STATUSES.get(error.condition) : undefined;
  if (!(error instanceof ServiceBusError) || status === undefined) {
    throw error;
  }
  return status === 400 ? badRequest(error.message) : { status, message: error.message };
}

function answer(resource: Resource, exchange: Exchange): AdministrationResponse {
  switch (resource.type) {
    case 'namespace':
      return { status: 200, body: entryDocument(namespaceEntry(exchange)) };
    case 'queues':
      return list(exchange, ofKind('queue'));
    case 'topics':
      return list(exchange, ofKind('topic'));
    case 'subscriptions': {
      const topic = requireTopic(resource.topic, exchange).definition.name;
      return list(
        exchange,
        ({ definition }) => definition.kind === 'subscription' && definition.topic === topic,
      );
    }
    case 'rules': {
      const path = subscriptionPath(resource.topic, resource.subscription);
      requireGet(exchange);
      const entries = ruleEntries(path, exchange);
      return feedPage('Rules', entries, exchange);
    }
    case 'entity':
      return administerEntity(exchange, resource.name, queueOrTopic(resource.name));
    case 'subscription': {
      const { topic, name } = resource;
      return administerEntity(exchange, subscriptionPath(topic, name), subscription(topic, name));
    }
    case 'rule':
      return administerRule({ ...resource }, exchange);
  }
}

function ofKind(kind: Defined['definition']['kind']): (defined: Defined) => boolean {
  return ({ definition }) => definition.kind === kind;
}

function list(exchange: Exchange, isWanted: (defined: Defined) => boolean): AdministrationResponse {
  requireGet(exchange);
  const found = exchange.broker.definitions.all().filter(isWanted);
  const entries = found.map((defined) => () => entryOf(defined, exchange));
  return feedPage(exchange.url.pathname.split('/').at(-1) ?? '', entries, exchange);
}

function requireGet({ method, url }: Exchange): void {
  if (method !== 'GET') {
    throw methodNotAllowed(method, url.pathname);
  }
}

function namespaceEntry(exchange: Exchange): Entry {
  requireGet(exchange);
  const { namespace, startedAt } = exchange.broker;
  const times = { CreatedTime: instant(startedAt), ModifiedTime: instant(startedAt) };
  return {
    id: urlOf(exchange, '$namespaceinfo'),
    title: namespace,
    createdAt: startedAt,
    updatedAt: startedAt,
    content: description('NamespaceInfo', {
      CreatedTime: times.CreatedTime,
      MessagingSKU: 'Standard',
      ModifiedTime: times.ModifiedTime,
      Name: namespace,
      NamespaceType: 'Messaging',
    }),
  };
}
