import type { Ending } from '../../shared/domain/alert/receipt';
import type { Services } from '../../shared/ports';

/** Records what became of every alert, so that none is lost without a word. */
export async function settleReceipts(
  { endings }: { endings: Ending[] },
  { receipts }: Pick<Services, 'receipts'>,
): Promise<null> {
  await receipts.settle(endings);
  return null;
}
