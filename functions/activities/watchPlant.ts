import type { PlantReading, Target } from '../../shared/domain/deployment';
import { endpointOf } from '../../shared/domain/fleet';
import type { Part } from '../../shared/domain/restore/part';
import type { Services } from '../../shared/ports';

type Writing = { target: Target; operation?: string | undefined };

/**
 * What runs on a plant now, in one list call however many circuits it has. Renews the locks of
 * those that are being written: they are let go of when the plant is done.
 */
export async function watchPlant(
  { part, writing }: { part: Part; writing: Writing[] },
  { deployments, locks, settings }: Pick<Services, 'deployments' | 'locks' | 'settings'>,
): Promise<PlantReading> {
  const { naming } = await settings.fleet();
  const operations = Object.fromEntries(
    writing.flatMap(({ target, operation }) =>
      operation === undefined ? [] : [[target.deployment, operation]],
    ),
  );
  const [reading] = await Promise.all([
    deployments.list(endpointOf(naming, part.plant), operations),
    locks.renew(
      writing.map(({ target }) => target),
      part.cause.incident,
    ),
  ]);
  return reading;
}
