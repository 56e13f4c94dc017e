import { pathOf } from '../definitions/entityDefinition';
import type { Defined } from '../definitions/definitions';
import { describeEntity } from './describeEntity';
import type { Entry } from './atom';
import { urlOf } from './exchange';
import type { Exchange } from './exchange';
import { notFound } from './administrationError';
import { runtimeCounts } from './runtimeCounts';

/** An entity as it is now: its description, and what is in it. */
export function entryOf(defined: Defined, { broker, url }: Exchange): Entry {
  const { definition, createdAt, updatedAt } = defined;
  const path = pathOf(definition);
  const queue = broker.find(path);
  if (queue === undefined) {
    throw notFound(path);
  }
  const content = describeEntity({
    defined,
    counts: runtimeCounts(queue, broker.subscriptionsOf(path).length),
    accessedAt: broker.links.usedAt(queue),
    maxMessageSizeBytes: broker.maxMessageSizeBytes,
    urlOf: (name) => `sb://${url.host}/${name}`,
  });
  return { id: urlOf({ url }, path), title: definition.name, createdAt, updatedAt, content };
}
