import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { PlantReading } from '../../shared/domain/deployment';
import { deploymentOf, endpointOf, same } from '../../shared/domain/fleet';
import type { Fleet } from '../../shared/domain/fleet';
import { inBatches } from '../../shared/domain/inBatches';
import type { Services } from '../../shared/ports';

/** GET /api/circuits: what each circuit runs now, as Azure ML says; `?plant=P001` for one plant. */
export async function listCircuits(
  request: HttpRequest,
  { deployments, settings }: Pick<Services, 'deployments' | 'settings'>,
): Promise<HttpResponseInit> {
  const { naming, plants } = await settings.fleet();
  const wanted = request.query.get('plant');
  const asked = plants.filter(({ id }) => wanted === null || same(id, wanted));
  if (asked.length === 0) {
    return { status: 404, jsonBody: { error: `There is no plant ${wanted} in this fleet.` } };
  }
  const circuits = await inBatches(asked, async (plant) =>
    circuitsOf(plant, { naming, reading: await deployments.list(endpointOf(naming, plant.id)) }),
  );
  return { jsonBody: { circuits: circuits.flat() } };
}

type Seen = { naming: Fleet['naming']; reading: PlantReading };

function circuitsOf({ id, circuits }: Fleet['plants'][number], { naming, reading }: Seen) {
  return circuits.map((circuit) => {
    if (reading.status !== 'read') {
      return { plant: id, circuit, state: reading.status };
    }
    const name = deploymentOf(naming, circuit);
    const found = reading.deployments.find(({ deployment }) => same(deployment, name));
    return found
      ? {
          plant: id,
          circuit,
          state: found.state,
          environment: found.environment,
          model: found.model,
        }
      : { plant: id, circuit, state: 'gone' };
  });
}
