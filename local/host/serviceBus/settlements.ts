import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

export type Outcome = 'complete' | 'abandon';

/** Settles a message; settles once the broker has confirmed it. */
export type Settle<Message> = (outcome: Outcome, message: Message) => Promise<void>;

/**
 * Puts the settlements of one receiver in line, so that two different outcomes never leave in the
 * same turn of the event loop.
 *
 * The AMQP library sends all settlements of a turn as ranges, and does not compare the outcomes of
 * the first two of a range: an abandoned message followed by a completed one may be told to the
 * broker as two abandoned ones, or the other way round as two completed, and one is lost.
 */
export function inSafeOrder<Message>(settle: Settle<Message>): Settle<Message> {
  const waiting: { outcome: Outcome; send: () => void }[] = [];
  const sendRun = (): void => {
    const outcome = waiting[0]?.outcome;
    while (waiting[0] !== undefined && waiting[0].outcome === outcome) {
      waiting.shift()?.send();
    }
    if (waiting.length > 0) {
      setImmediate(sendRun);
    }
  };
  return async (outcome, message) =>
    new Promise((resolve, reject) => {
      waiting.push({ outcome, send: () => void settle(outcome, message).then(resolve, reject) });
      if (waiting.length === 1) {
        setImmediate(sendRun);
      }
    });
}

/** Settles the messages of a receiver. */
export function settlerOf(
  receiver: Pick<ServiceBusReceiver, 'completeMessage' | 'abandonMessage'>,
): Settle<ServiceBusReceivedMessage> {
  return async (outcome, message) => {
    await (outcome === 'complete'
      ? receiver.completeMessage(message)
      : receiver.abandonMessage(message));
  };
}
