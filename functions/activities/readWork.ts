import type { Target } from '../../shared/domain/deployment';
import type { Part } from '../../shared/domain/restore/part';
import type { Services } from '../../shared/ports';

/** What is to be written at one plant in one wave, as it was planned. */
export async function readWork(
  part: Part,
  { rollbacks }: Pick<Services, 'rollbacks'>,
): Promise<Target[]> {
  return rollbacks.work(part);
}
