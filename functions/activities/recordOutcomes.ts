import type { Outcome } from '../../shared/domain/deployment';
import { inBatches } from '../../shared/domain/inBatches';
import type { Part } from '../../shared/domain/restore/part';
import type { Services } from '../../shared/ports';
import { verify } from '../../shared/domain/verification';

/**
 * Puts on record what became of one plant's part, and lets go of its circuits. Nothing counts as
 * restored until it is read back.
 */
export async function recordOutcomes(
  { part, outcomes: claimed }: { part: Part; outcomes: Outcome[] },
  { rollbacks, locks }: Pick<Services, 'rollbacks' | 'locks'>,
): Promise<null> {
  const { outcomes } = verify(claimed, new Map());
  await rollbacks.saveOutcomes(part, { claimed, outcomes });
  await inBatches(claimed, ({ target }) => locks.release(target, part.cause.incident));
  return null;
}
