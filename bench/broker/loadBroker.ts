import type { ServiceBusClient } from '@azure/service-bus';
import type { Ledger } from './ledger';
import { openClient } from './openClient';

export type Load = {
  connectionString: string;
  queue: string;
  /** Sets the messages of one round apart from those of another. */
  round: number;
  ledger: Ledger;
};

const workers = 4;
const body = 'x'.repeat(500);

/**
 * Four senders and four receivers, each as fast as it is confirmed. What they were told goes into
 * the ledger. Errors are expected: the broker is about to be killed.
 */
export function loadBroker({ connectionString, queue, round, ledger }: Load): {
  /** Resolves once nobody is at work any more. */
  stop: () => Promise<void>;
} {
  const client = openClient(connectionString);
  const stopping = new AbortController();
  const working = { client, queue, ledger, signal: stopping.signal };
  const all = Array.from({ length: workers }, (_, worker) => [
    send(working, `${round}-${worker}`),
    receive(working),
  ]).flat();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.allSettled(all);
      await client.close().catch(() => undefined);
    },
  };
}

type Working = { client: ServiceBusClient; queue: string; ledger: Ledger; signal: AbortSignal };

async function send({ client, queue, ledger, signal }: Working, prefix: string): Promise<void> {
  const sender = client.createSender(queue);
  for (let i = 0; !signal.aborted; i += 1) {
    const messageId = `${prefix}-${i}`;
    await sender.sendMessages({ body, messageId }, { abortSignal: signal });
    ledger.sent(messageId);
  }
}

async function receive({ client, queue, ledger, signal }: Working): Promise<void> {
  const receiver = client.createReceiver(queue);
  while (!signal.aborted) {
    const options = { maxWaitTimeInMs: 500, abortSignal: signal };
    for (const message of await receiver.receiveMessages(5, options)) {
      ledger.received(message);
      ledger.settling(message);
      await receiver.completeMessage(message);
      ledger.completed(message);
    }
  }
}
