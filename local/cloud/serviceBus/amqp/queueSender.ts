import type { Delivery, EventContext, Receiver } from 'rhea';
import type { Broker } from '../broker';
import { BATCH_FORMAT, messagesOfBatch } from '../message/batch';
import { parseMessage } from '../message/parseMessage';
import { requireSendable } from '../queue/requirements';
import type { Queue } from '../queue/queue';
import { messageSizeExceeded } from '../serviceBusError';
import { markSettled } from './amqpSession';
import type { AmqpSession } from './amqpSession';
import { asServiceBusError } from '../asServiceBusError';
import { bytesOf } from './bytesOf';
import { ACCEPTED } from './outcome';
import type { Answer } from './outcome';

export type SenderLink = {
  /** The link as the broker has it: a client's sender is a receiver here. */
  receiver: Receiver;
  session: AmqpSession;
  queue: Queue;
  broker: Broker;
};

/** Takes what a client's sender sends into the queue; each message is confirmed once it is on disk. */
export function acceptMessages({ receiver, session, queue, broker }: SenderLink): void {
  requireSendable(queue);
  receiver.on('message', (context: EventContext) => {
    const { delivery } = context;
    if (delivery === undefined) {
      return;
    }
    try {
      const bytes = bytesOf(context);
      requireSize(bytes, delivery, broker.maxMessageSizeBytes);
      enqueue(bytes, delivery.format, { queue, broker });
      broker.whenDurable(() => answer(session, delivery, ACCEPTED));
    } catch (error) {
      const refusal = asServiceBusError(error, broker.log);
      answer(session, delivery, { type: 'rejected', error: refusal });
    }
  });
}

function enqueue(
  bytes: Buffer,
  format: number,
  { queue, broker }: Pick<SenderLink, 'queue' | 'broker'>,
): void {
  const messages = format === BATCH_FORMAT ? messagesOfBatch(bytes) : [bytes];
  const parsed = messages.map((message) => parseMessage(message, broker.newId));
  queue.send(parsed, broker.now());
}

function requireSize(bytes: Buffer, { id }: Delivery, limit: number): void {
  if (bytes.length > limit) {
    throw messageSizeExceeded(
      `The received message (delivery-id:${id}, size:${bytes.length} bytes) exceeds the limit (${limit} bytes) currently allowed on the link.`,
    );
  }
}

function answer(session: AmqpSession, delivery: Delivery, outcome: Answer): void {
  markSettled(delivery);
  if (!delivery.remote_settled) {
    session.settle({ received: true, deliveryId: delivery.id, answer: outcome });
  }
}
