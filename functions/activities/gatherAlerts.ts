import { foldReceipts } from '../../shared/domain/alert/foldReceipts';
import type { Folded } from '../../shared/domain/alert/foldReceipts';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

/** Closes a window and folds what came in it into one picture. Asked again, it gives the same. */
export async function gatherAlerts(
  { window }: { window: Instant },
  { receipts, settings, log }: Pick<Services, 'receipts' | 'settings' | 'log'>,
): Promise<Folded> {
  const known = await receipts.fold(window);
  if (known) {
    return known.folded;
  }
  const [fleet, policy] = await Promise.all([settings.fleet(), settings.policy()]);
  const gathered = await receipts.gather(window);
  const fold = foldReceipts(gathered, { fleet, policy });
  await receipts.saveFold(window, fold);
  const { standing } = fold.folded;
  log.info('alerts gathered', { window, receipts: gathered.length, standing });
  return fold.folded;
}
