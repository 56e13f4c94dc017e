import type { EntityId } from '../wire/entityBatch';

/** `@name@key`, with the name in lower case: entities are the same whatever the case of the name. */
export function entityIdText({ name, key }: EntityId): string {
  return `@${name.toLowerCase()}@${key}`;
}

/** The reverse of `entityIdText`. */
export function parseEntityId(text: string): EntityId {
  const second = text.indexOf('@', 1);
  return { name: text.slice(1, second), key: text.slice(second + 1) };
}
