import type { QueueProperties } from '../config/queueProperties';
import type { ParsedMessage } from '../message/parseMessage';
import { notAllowed, quotaExceeded } from '../serviceBusError';
import type { EntityKind } from './entityKind';
import type { QueueState } from './queueState';

type Entity = {
  readonly kind: EntityKind;
  readonly path: string;
  readonly properties: QueueProperties;
  readonly state: QueueState;
};

/** Throws `amqp:not-allowed` for what takes no messages from clients. */
export function requireSendable({ kind, path }: Pick<Entity, 'kind' | 'path'>): void {
  if (kind === 'subscription' || kind === 'deadLetterQueue') {
    const what = kind === 'subscription' ? 'a subscription' : 'a dead-letter queue';
    throw notAllowed(`Messages cannot be sent to '${path}': it is ${what}.`);
  }
}

/** Throws `amqp:not-allowed` for what keeps no messages that clients could receive. */
export function requireReceivable({ kind, path, properties }: Entity): void {
  if (kind === 'topic') {
    throw notAllowed(`Messages cannot be received from '${path}': it is a topic.`);
  }
  if (properties.forwardTo !== '') {
    throw notAllowed(
      `Can not create a message receiver on an entity with auto-forwarding enabled: '${path}' forwards to '${properties.forwardTo}'.`,
    );
  }
}

/** Throws `amqp:not-allowed` when a message has no session and the entity requires one. */
export function requireSessionIds(
  parsed: readonly ParsedMessage[],
  { path, properties }: Entity,
): void {
  if (properties.requiresSession && parsed.some(({ content }) => content.sessionId === undefined)) {
    throw notAllowed(
      `The SessionId was not set on a message, and it cannot be sent to the entity '${path}'. Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.`,
    );
  }
}

/** Throws `amqp:resource-limit-exceeded` when the messages would make the entity too large. */
export function requireRoom(
  parsed: readonly ParsedMessage[],
  { path, properties, state }: Entity,
): void {
  const size = parsed.reduce((sum, { content }) => sum + content.bare.length, state.sizeBytes);
  if (size > properties.maxSizeBytes) {
    throw quotaExceeded(
      `The maximum entity size has been reached or exceeded for '${path}'. Size of entity in bytes: ${size}, max entity size in bytes: ${properties.maxSizeBytes}.`,
    );
  }
}
