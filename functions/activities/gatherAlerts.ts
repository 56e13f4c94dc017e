import { foldReceipts } from '../../shared/domain/alert/foldReceipts';
import type { Fold } from '../../shared/domain/alert/foldReceipts';
import type { Folded } from '../../shared/domain/alert/folded';
import { remembersFrom } from '../../shared/domain/alert/memory';
import type { Receipt } from '../../shared/domain/alert/receipt';
import { plusSeconds } from '../../shared/domain/time';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'receipts' | 'settings' | 'log'>;

/**
 * Closes a window and folds what came in it, and what is known of the hour around it, into one
 * picture. Asked again, it gives the same.
 */
export async function gatherAlerts(
  { window }: { window: Instant },
  services: Needs,
): Promise<Folded> {
  const { receipts, log } = services;
  const known = await receipts.fold(window);
  if (known) {
    return known.folded;
  }
  const gathered = await receipts.gather(window);
  const { memory, ...fold } = await foldAmongOthers(gathered, window, services);
  await receipts.saveFold(fold, { window, ...memory });
  // Another attempt may have been first: then what it saved stands.
  const saved = await receipts.fold(window);
  log.info('alerts gathered', {
    window,
    receipts: gathered.length,
    standing: fold.standing.length,
  });
  return saved?.folded ?? fold.folded;
}

/** Looks back an hour, and further where an alert came late. */
async function foldAmongOthers(
  gathered: readonly Receipt[],
  window: Instant,
  { receipts, settings }: Needs,
): Promise<Fold> {
  const [fleet, policy] = await Promise.all([settings.fleet(), settings.policy()]);
  const asOf = plusSeconds(window, policy.triage.windowSeconds);
  const foldSince = async (since: Instant): Promise<Fold> => {
    const memories = await receipts.recall(window, since);
    return foldReceipts(gathered, { fleet, policy, memories, asOf });
  };

  const hour = remembersFrom(asOf, undefined);
  const fold = await foldSince(hour);
  const [oldest] = fold.memory.fired.map(([, at]) => at).toSorted();
  const since = remembersFrom(asOf, oldest);
  return since < hour ? foldSince(since) : fold;
}
