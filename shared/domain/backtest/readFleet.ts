import { z } from 'zod';
import { Fleet } from '../fleet';

/** One circuit, in our words or in those of the tables. */
const Member = z
  .object({
    plant: z.string().optional(),
    plant_id: z.string().optional(),
    circuit: z.string().optional(),
    circuit_id: z.string().optional(),
  })
  .transform(({ plant, plant_id, circuit, circuit_id }) => ({
    plant: plant ?? plant_id,
    circuit: circuit ?? circuit_id,
  }));

const Plants = z.union([
  z.record(z.string(), z.array(z.string())),
  z.array(z.object({ id: z.string(), circuits: z.array(z.string()) })),
]);

const Described = z.object({
  name: z.string().optional(),
  naming: z.unknown().optional(),
  plants: Plants.optional(),
  circuits: z.array(Member).optional(),
});

/**
 * The fleet of a history: `fleet.json` as it is, or only its plants, or a list of circuits. Without
 * any of these, the circuits that the releases and the rows speak of. Throws when that is no fleet.
 */
export function readFleet(described: unknown, spokenOf: () => Iterable<unknown>): Fleet {
  const { name = 'history', naming, plants, circuits } = Described.parse(described ?? {});
  const given = plants === undefined ? plantsOf(circuits ?? membersIn(spokenOf())) : listed(plants);
  return Fleet.parse({ name, plants: given, ...(naming === undefined ? {} : { naming }) });
}

function listed(plants: z.infer<typeof Plants>): Fleet['plants'] {
  return Array.isArray(plants)
    ? plants.map(({ id, circuits }) => ({ id, circuits }))
    : Object.entries(plants).map(([id, circuits]) => ({ id, circuits }));
}

type Named = { plant?: string | undefined; circuit?: string | undefined };

function plantsOf(members: Iterable<Named>): Fleet['plants'] {
  const plants = new Map<string, Set<string>>();
  for (const { plant, circuit } of members) {
    if (plant !== undefined && circuit !== undefined) {
      const circuits = plants.get(plant) ?? new Set();
      plants.set(plant, circuits.add(circuit));
    }
  }
  return [...plants].map(([id, circuits]) => ({ id, circuits: [...circuits].toSorted() }));
}

const defaultEndpoint = /^batch-endpoint-plant-(.+)$/i;

const Spoken = z.object({
  plant_id: z.string().optional(),
  circuit_id: z.string().optional(),
  endpoint_name: z.string().optional(),
});

function* membersIn(things: Iterable<unknown>): Generator<Named> {
  for (const thing of things) {
    const spoken = Spoken.safeParse(thing);
    if (spoken.success) {
      const { plant_id, circuit_id, endpoint_name = '' } = spoken.data;
      yield { plant: plant_id ?? defaultEndpoint.exec(endpoint_name)?.[1], circuit: circuit_id };
    }
  }
}
