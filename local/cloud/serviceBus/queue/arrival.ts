import type { MessageContent } from '../message/messageContent';
import type { PropertyChanges } from './propertyChanges';
import type { Transaction } from './transaction';

/** A message on its way into an entity, at a time (ms since 1970). */
export type Arrival = {
  content: MessageContent;
  scheduledFor: number | undefined;
  now: number;
  /** How often it was forwarded to come here. */
  hops: number;
};

/**
 * Where the messages of an entity go on to, instead of staying there. Answers why a message was
 * not taken, as the properties of the dead letter that it is then; undefined when it was.
 */
export type Outlet = (arrival: Arrival, transaction: Transaction) => PropertyChanges | undefined;
