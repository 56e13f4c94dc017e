import type { PlantReading } from '../../shared/domain/deployment';
import { endpointOf } from '../../shared/domain/fleet';
import type { Services } from '../../shared/ports';

/** What runs on a plant now, in one list call however many circuits it has. */
export async function readPlant(
  { plant, operations }: { plant: string; operations: Record<string, string> },
  { deployments, settings }: Pick<Services, 'deployments' | 'settings'>,
): Promise<PlantReading> {
  const { naming } = await settings.fleet();
  return deployments.list(endpointOf(naming, plant), operations);
}
