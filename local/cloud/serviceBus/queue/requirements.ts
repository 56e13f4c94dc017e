import type { QueueProperties } from '../config/queueProperties';
import type { ParsedMessage } from '../message/parseMessage';
import { entityDisabled, entityNotFound, notAllowed, quotaExceeded } from '../serviceBusError';
import type { Arrival } from './arrival';
import { DESTINATION_DISABLED, DESTINATION_FULL } from './deadLetterReasons';
import type { EntityKind } from './entityKind';
import type { PropertyChanges } from './propertyChanges';
import { sizeOf } from './queueMessage';
import type { QueueState } from './queueState';
import type { Transaction } from './transaction';

type Entity = {
  readonly kind: EntityKind;
  readonly path: string;
  readonly properties: QueueProperties;
  readonly state: QueueState;
  readonly isClosed: boolean;
  readonly deadLetterQueue: Pick<Entity, 'state'> | undefined;
  readonly transferDeadLetterQueue: Pick<Entity, 'state'> | undefined;
};

/** Throws `amqp:not-found` for what has been deleted. */
export function requireOpen({ isClosed, path }: Pick<Entity, 'isClosed' | 'path'>): void {
  if (isClosed) {
    throw entityNotFound(path);
  }
}

/** Throws for what takes no messages from clients, or none at present. */
export function requireSendable(entity: Entity): void {
  requireOpen(entity);
  const { kind, path, properties } = entity;
  if (kind === 'subscription' || kind === 'deadLetterQueue') {
    const what = kind === 'subscription' ? 'a subscription' : 'a dead-letter queue';
    throw notAllowed(`Messages cannot be sent to '${path}': it is ${what}.`);
  }
  if (properties.status === 'Disabled' || properties.status === 'SendDisabled') {
    throw entityDisabled(path);
  }
}

/** Throws for what keeps no messages that clients could receive, or gives out none at present. */
export function requireReceivable(entity: Entity): void {
  requireOpen(entity);
  const { kind, path, properties } = entity;
  if (kind === 'topic') {
    throw notAllowed(`Messages cannot be received from '${path}': it is a topic.`);
  }
  if (properties.forwardTo !== '') {
    throw notAllowed(
      `Can not create a message receiver on an entity with auto-forwarding enabled: '${path}' forwards to '${properties.forwardTo}'.`,
    );
  }
  if (properties.status === 'Disabled' || properties.status === 'ReceiveDisabled') {
    throw entityDisabled(path);
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

/** What an entity holds, with its dead letters. */
export function sizeInBytes({
  state,
  deadLetterQueue,
  transferDeadLetterQueue,
}: Pick<Entity, 'state' | 'deadLetterQueue' | 'transferDeadLetterQueue'>): number {
  const deadLetters = deadLetterQueue?.state.sizeBytes ?? 0;
  return state.sizeBytes + deadLetters + (transferDeadLetterQueue?.state.sizeBytes ?? 0);
}

/** Throws `amqp:resource-limit-exceeded` when the messages would make the entity too large. */
export function requireRoom(parsed: readonly ParsedMessage[], entity: Entity): void {
  const { path, properties } = entity;
  const size = parsed.reduce((sum, message) => sum + sizeOf(message), sizeInBytes(entity));
  if (size > properties.maxSizeBytes) {
    throw quotaExceeded(
      `The maximum entity size has been reached or exceeded for '${path}'. Size of entity in bytes: ${size}, max entity size in bytes: ${properties.maxSizeBytes}.`,
    );
  }
}

/** Why an entity does not take a message that is forwarded to it; undefined if it does. */
export function refusalOf(
  arrival: Arrival,
  entity: Entity,
  transaction: Transaction,
): PropertyChanges | undefined {
  const { status, maxSizeBytes } = entity.properties;
  if (status === 'Disabled' || status === 'SendDisabled') {
    return DESTINATION_DISABLED;
  }
  const size = sizeInBytes(entity) + transaction.growthOf(entity.state) + sizeOf(arrival);
  return size > maxSizeBytes ? DESTINATION_FULL : undefined;
}
