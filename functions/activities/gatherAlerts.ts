import { foldReceipts } from '../../shared/domain/alert/foldReceipts';
import type { Folded } from '../../shared/domain/alert/foldReceipts';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

/** Closes a window and folds what came in it into one picture. */
export async function gatherAlerts(
  { window }: { window: Instant },
  { receipts, settings, log }: Pick<Services, 'receipts' | 'settings' | 'log'>,
): Promise<Folded> {
  const [fleet, policy] = await Promise.all([settings.fleet(), settings.policy()]);
  const gathered = await receipts.gather(window);
  const folded = foldReceipts(gathered, { fleet, policy });
  log.info('alerts gathered', {
    window,
    receipts: gathered.length,
    standing: folded.standing.length,
  });
  return folded;
}
