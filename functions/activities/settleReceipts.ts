import type { Fate } from '../../shared/domain/alert/receipt';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

/**
 * Records what became of every alert of a window, so that none is lost without a word: of those
 * that stand, what the decision came to. Where the window could not be folded, that is all of them.
 */
export async function settleReceipts(
  { window, fate }: { window: Instant; fate: Fate },
  { receipts }: Pick<Services, 'receipts'>,
): Promise<null> {
  const fold = await receipts.fold(window);
  const standing = fold?.standing ?? (await receipts.gather(window)).map(({ id }) => id);
  const decided = standing.map((receipt) => ({ receipt, ...fate }));
  await receipts.settle(window, [...(fold?.settled ?? []), ...decided]);
  return null;
}
