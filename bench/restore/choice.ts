import { z } from 'zod';
import { ProfileName } from '../../local/cloud/machineLearning/throttle/profiles';
import { makeFleet } from '../../local/demo/fleet';
import type { Plant } from '../../local/demo/fleet';
import type { Option } from '../group';
import { peers } from './peers/peer';
import type { Peer } from './peers/peer';
import type { Latency } from './scene';

export const options: readonly Option[] = [
  { name: 'circuits', value: 'N', means: 'circuits of the fleet (default 200)' },
  {
    name: 'plants',
    value: 'N|N,N…',
    means: 'plants they are spread over evenly, or the circuits of each (default: 20 to a plant)',
  },
  { name: 'profile', value: 'NAME,…', means: 'none, arm, provider, strict, storm (default all)' },
  {
    name: 'latency',
    value: 'A-B,C-D',
    means: "seconds of a write's synchronous part and of its operation (default 3-12,20-31)",
  },
  { name: 'speed', value: 'N', means: 'of the simulated service (default by profile: 2 to 10)' },
  { name: 'peers', value: 'NAME,…', means: 'sequential, pool10, promise_all, or no (default all)' },
  { name: 'scale', value: 'N,…', means: 'circuits of further fleets, or no (default 200,1000)' },
];

export type Choice = {
  fleet: Plant[];
  profiles: ProfileName[];
  latency: Latency | undefined;
  speed: number | undefined;
  peers: Peer[];
  scale: number[];
};

/** Azure ML's own default limit. */
export const circuitsPerPlant = 20;

const LatencyText = z
  .string()
  .regex(/^[\d.]+-[\d.]+,[\d.]+-[\d.]+$/, 'expected A-B,C-D, in seconds')
  .transform((text): Latency => {
    const [a = 0, b = 0, c = 0, d = 0] = text.split(/[-,]/).map(Number);
    return { deploymentWrite: [a, b], deploymentOperation: [c, d] };
  })
  .refine(
    (latency) => Object.values(latency).every(([from, to]) => from <= to),
    'expected the shorter time first',
  );
const Count = z.coerce.number().int().positive();
const PeerName = z
  .string()
  .refine(isPeer, `expected ${Object.keys(peers).join(', ')}`)
  .transform((name) => (isPeer(name) ? [name] : []));

function isPeer(name: string): name is Peer {
  return Object.hasOwn(peers, name);
}

function listOf<T>(item: z.ZodType<T>) {
  return z
    .string()
    .transform((text): unknown[] => (text === 'no' ? [] : text.split(',')))
    .pipe(z.array(item));
}

const Given = z.object({
  circuits: Count.max(20_000).default(200),
  plants: listOf(Count).optional(),
  profile: listOf(ProfileName).default([...ProfileName.options]),
  latency: LatencyText.optional(),
  speed: z.coerce.number().min(0.1).max(1_000).optional(),
  peers: listOf(PeerName).default(
    Object.keys(peers)
      .filter(isPeer)
      .map((name) => [name]),
  ),
  scale: listOf(Count.max(20_000)).default([200, 1_000]),
});

/** What was asked for on the command line. Throws with the option that makes no sense. */
export function readChoice(given: Readonly<Record<string, string | undefined>>): Choice {
  const asked = Given.safeParse(given);
  if (!asked.success) {
    const [issue] = asked.error.issues;
    throw new Error(`--${String(issue?.path[0])}: ${issue?.message}`);
  }
  const { circuits, plants, profile: profiles, latency, speed, scale, peers: named } = asked.data;
  return { fleet: fleetOf(circuits, plants), profiles, latency, speed, peers: named.flat(), scale };
}

function fleetOf(circuits: number, plants: readonly number[] = []): Plant[] {
  const [first, ...others] = plants;
  if (first === undefined || others.length === 0) {
    if (first !== undefined && first > circuits) {
      throw new Error(
        `--plants: found ${first}, expected at most one for each of ${circuits} circuits`,
      );
    }
    return makeFleet({ circuits, plants: first ?? Math.ceil(circuits / circuitsPerPlant) });
  }
  return plants.map((size, index) => {
    const [plant] = makeFleet({ circuits: size, plants: 1 });
    return { id: `P${String(index + 1).padStart(3, '0')}`, circuits: plant?.circuits ?? [] };
  });
}
