import type { TokenCredential } from '@azure/identity';
import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import type { Receipt } from '../domain/alert/receipt';
import type { AlertQueue } from '../ports';
import { coalesce } from './coalesce';
import { connectServiceBus } from './serviceBusPlace';
import type { ServiceBusPlace } from './serviceBusPlace';

/** For each of two attempts: the caller of a webhook must have its answer within five seconds. */
const patienceMs = 2_300;

/** In a storm many alerts go in one transfer; more than a few at a time are no faster. */
const transfers = { calls: 4, most: 200 };

/** Puts alerts on the queue under their receipt's id, so that a repeated send counts once. */
export function alertQueue(
  place: ServiceBusPlace & { queue: string },
  credential: TokenCredential,
): AlertQueue {
  const retryOptions = { maxRetries: 1, retryDelayInMs: 250, timeoutInMs: patienceMs };
  const sender = connectServiceBus(place, credential, { retryOptions }).createSender(place.queue);
  const send = coalesce<Receipt>(async (receipts) => sendTogether(sender, receipts), transfers);
  return { send };
}

/** In as few transfers as their size allows. */
async function sendTogether(sender: ServiceBusSender, receipts: readonly Receipt[]): Promise<void> {
  const [first, ...more] = receipts.map(messageOf);
  if (first === undefined) {
    return;
  }
  if (more.length === 0) {
    await sender.sendMessages(first);
    return;
  }
  let batch = await sender.createMessageBatch();
  for (const message of [first, ...more]) {
    if (batch.tryAddMessage(message)) {
      continue;
    }
    // oxlint-disable no-await-in-loop -- the next batch begins when this one is gone
    await sender.sendMessages(batch);
    batch = await sender.createMessageBatch();
    // oxlint-enable no-await-in-loop
    if (!batch.tryAddMessage(message)) {
      throw new Error(`receipt ${String(message.messageId)} is too big for a message`);
    }
  }
  await sender.sendMessages(batch);
}

function messageOf(receipt: Receipt): ServiceBusMessage {
  return { messageId: receipt.id, contentType: 'application/json', body: receipt };
}
