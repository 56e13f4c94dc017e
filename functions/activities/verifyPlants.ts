import { endpointOf } from '../../shared/domain/fleet';
import { inBatches } from '../../shared/domain/inBatches';
import type { Cause } from '../../shared/domain/incident';
import { verify } from '../../shared/domain/verification';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'deployments' | 'rollbacks' | 'settings' | 'now'>;

/** Reads plants back, and puts on record what is so and what is not. Names those it could not read. */
export async function verifyPlants(
  { cause, wave, plants }: { cause: Cause; wave: number; plants: string[] },
  { deployments, rollbacks, settings, now }: Needs,
): Promise<{ unread: string[] }> {
  const { naming } = await settings.fleet();
  const unread = await inBatches(plants, async (plant) => {
    const part = { cause, wave, plant };
    const record = await rollbacks.outcomes(part);
    if (!record?.claimed.some(({ status }) => status === 'restored')) {
      return [];
    }
    const reading = await deployments.list(endpointOf(naming, plant));
    const { outcomes } = verify(record.claimed, new Map([[plant, reading]]), now());
    await rollbacks.saveOutcomes(part, { claimed: record.claimed, outcomes });
    return reading.status === 'unavailable' ? [plant] : [];
  });
  return { unread: unread.flat() };
}
