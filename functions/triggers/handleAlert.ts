import type { DurableClient } from 'durable-functions';
import { triage } from '../../shared/contracts';
import { Receipt } from '../../shared/domain/alert/receipt';
import { Policy } from '../../shared/domain/policy';
import { compact, plusSeconds, windowStart } from '../../shared/domain/time';
import { startOnce } from '../../shared/durable/startOnce';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'receipts' | 'settings' | 'log' | 'now'>;

export type Message = { id: string; body: unknown };

/** A window may close while we file into it; one that closes twice in a row points at a clock gone wrong. */
const windowsToTry = 3;

/**
 * Queue: files alerts and sees to it that their window is judged. Throws when it cannot, so that
 * the queue brings them again.
 */
export async function handleAlert(
  messages: readonly Message[],
  client: DurableClient,
  services: Needs,
): Promise<void> {
  const { receipts, log, now } = services;
  const came = messages.map((message) => readReceipt(message, now()));
  const { windowSeconds, fleet } = await timing(services);

  let window = windowStart(now(), windowSeconds);
  for (let tried = 0; tried < windowsToTry; tried += 1) {
    const closesAt = plusSeconds(window, windowSeconds);
    // oxlint-disable-next-line no-await-in-loop -- the next window is tried only if this one closed
    if ((await receipts.file(came, window)) === 'open') {
      const id = `triage-${fleet}-${compact(window)}`;
      // oxlint-disable-next-line no-await-in-loop -- as above
      const start = await startOnce(client, triage, { id, input: { window, closesAt } });
      log.info('alerts filed', { receipts: came.length, window, triage: id, start });
      return;
    }
    window = closesAt;
  }
  throw new Error(`${came.length} receipts found ${windowsToTry} windows closed up to ${window}`);
}

/**
 * An alert is filed even where policy or fleet cannot be read: its triage waits for them, and
 * calls a person when they stay away.
 */
async function timing({ settings, log }: Needs): Promise<{ windowSeconds: number; fleet: string }> {
  try {
    const [{ triage: asked }, { name }] = await Promise.all([settings.policy(), settings.fleet()]);
    return { windowSeconds: asked.windowSeconds, fleet: name };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn('alerts filed without settings', { reason });
    return { windowSeconds: Policy.parse({}).triage.windowSeconds, fleet: 'unread' };
  }
}

/** What is on the queue but was not put there by us is kept whole as well, and judged like any alert. */
export function readReceipt({ body, id }: Message, receivedAt: string): Receipt {
  const receipt = Receipt.safeParse(body);
  if (receipt.success) {
    return receipt.data;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
  return { id: id.replaceAll(/[^\w.-]/g, '_').slice(0, 128), receivedAt, body: text };
}
