import type { MessageContent } from '../message/messageContent';
import type { Transaction } from './transaction';

/** A message on its way into an entity, at a time (ms since 1970). */
export type Arrival = {
  content: MessageContent;
  scheduledFor: number | undefined;
  now: number;
  /** How often it was forwarded to come here. */
  hops: number;
};

/** Where the messages of an entity go on to, instead of staying there. */
export type Outlet = (arrival: Arrival, transaction: Transaction) => void;
