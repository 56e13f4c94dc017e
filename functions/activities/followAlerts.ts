import { aftermathOf } from '../../shared/domain/lookAgain';
import type { Aftermath } from '../../shared/domain/lookAgain';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

/** Asks what the windows since know of the alerts of a window that has been judged. */
export async function followAlerts(
  { window, now }: { window: Instant; now: Instant },
  { receipts }: Pick<Services, 'receipts'>,
): Promise<Aftermath> {
  return aftermathOf(window, await receipts.recall(now, window));
}
