import type { DurableClient } from 'durable-functions';
import { triage } from '../../shared/contracts';
import { Receipt } from '../../shared/domain/alert/receipt';
import { compact, plusSeconds, windowStart } from '../../shared/domain/time';
import { startOnce } from '../../shared/durable/startOnce';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'receipts' | 'settings' | 'log' | 'now'>;

/** A window may close while we file into it; one that closes twice in a row points at a clock gone wrong. */
const windowsToTry = 3;

/**
 * Queue: files an alert and sees to it that its window is judged. Throws when it cannot, so that
 * the queue brings the alert again.
 */
export async function handleAlert(
  message: { body: unknown; id: string },
  client: DurableClient,
  { receipts, settings, log, now }: Needs,
): Promise<void> {
  const receipt = readReceipt(message, now());
  const [{ triage: timing }, { name: fleet }] = await Promise.all([
    settings.policy(),
    settings.fleet(),
  ]);

  let window = windowStart(now(), timing.windowSeconds);
  for (let tried = 0; tried < windowsToTry; tried += 1) {
    const closesAt = plusSeconds(window, timing.windowSeconds);
    // oxlint-disable-next-line no-await-in-loop -- the next window is tried only if this one closed
    if ((await receipts.file(receipt, window)) === 'open') {
      const id = `triage-${fleet}-${compact(window)}`;
      // oxlint-disable-next-line no-await-in-loop -- as above
      const start = await startOnce(client, triage, { id, input: { window, closesAt } });
      log.info('alert filed', { receipt: receipt.id, triage: id, start });
      return;
    }
    window = closesAt;
  }
  throw new Error(`receipt ${receipt.id} found ${windowsToTry} windows closed up to ${window}`);
}

/** What is on the queue but was not put there by us is kept whole as well, and judged like any alert. */
function readReceipt({ body, id }: { body: unknown; id: string }, receivedAt: string): Receipt {
  const receipt = Receipt.safeParse(body);
  if (receipt.success) {
    return receipt.data;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  return { id: id.replaceAll(/[^\w.-]/g, '_').slice(0, 128), receivedAt, body: text };
}
