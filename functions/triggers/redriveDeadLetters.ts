import type { DurableClient } from 'durable-functions';
import type { DeadLetter, Services } from '../../shared/ports';
import { handleAlert, readReceipt } from './handleAlert';

type Needs = Pick<Services, 'deadLetters' | 'receipts' | 'settings' | 'log' | 'now'>;

const atOnce = 100;

/** Each look is a minute apart, so this is after most of an hour of trying. */
const deliveriesEnough = 60;

/**
 * Timer: hands every dead letter of the alert queue to `handleAlert` again. An alert dies when
 * storage is away for the seconds that its deliveries take, so by now it will mostly do; what it
 * will not do with in an hour is kept as a rejected receipt that says why.
 *
 * A timer and not a trigger on the dead letters: nothing paces a trigger, and what fails would be
 * delivered again at once for as long as the outage lasts.
 */
export async function redriveDeadLetters(client: DurableClient, services: Needs): Promise<void> {
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- until none is left
    const done = await services.deadLetters.take(atOnce, async (letters) =>
      handleAll(letters, client, services),
    );
    // What could not be handled now is left for the next minute.
    if (done.length < atOnce || done.includes(false)) {
      return;
    }
  }
}

async function handleAll(
  letters: readonly DeadLetter[],
  client: DurableClient,
  services: Needs,
): Promise<boolean[]> {
  const { log } = services;
  const reasons = [...new Set(letters.map(({ reason }) => reason))];
  try {
    await handleAlert(letters, client, services);
    log.warn('dead letters handled again', { letters: letters.length, reasons });
    return letters.map(() => true);
  } catch (error) {
    log.warn('dead letters stay', { letters: letters.length, reasons, reason: messageOf(error) });
  }
  // One may keep the others from being handled.
  return Promise.all(letters.map(async (letter) => handleOne(letter, client, services)));
}

async function handleOne(
  letter: DeadLetter,
  client: DurableClient,
  services: Needs,
): Promise<boolean> {
  try {
    await handleAlert([letter], client, services);
    return true;
  } catch (error) {
    return letter.deliveries < deliveriesEnough
      ? false
      : reject(letter, messageOf(error), services);
  }
}

async function reject(
  letter: DeadLetter,
  fault: string,
  { receipts, log, now }: Needs,
): Promise<boolean> {
  const receipt = readReceipt(letter, now());
  const reason = `dead letter (${letter.reason}) after ${letter.deliveries} deliveries: ${fault}`;
  try {
    await receipts.reject(receipt, reason);
    log.warn('alert rejected', { receipt: receipt.id, reason });
    return true;
  } catch (error) {
    log.warn('alert not rejected', { receipt: receipt.id, reason: messageOf(error) });
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
