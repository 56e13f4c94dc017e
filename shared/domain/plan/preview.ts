import { contentHash } from '../contentHash';
import type { Outcome, PlantReading } from '../deployment';
import { circuitName, same } from '../fleet';
import type { Policy } from '../policy';
import { plantsOf, targetsOf } from './plan';
import type { Plan } from './plan';
import { fieldChanges } from './setting';
import type { FieldChange } from './setting';

/** One circuit of a plan, for a person to read before anything is done. */
export type PreviewedCircuit =
  | { circuit: string; standing: 'change'; wave: number; changes: FieldChange[] }
  | { circuit: string; standing: 'alreadyThere' | 'blocked'; reason: string };

export type Preview = {
  /** Of the plan; what is approved and carried out is this. */
  hash: string;
  counts: { change: number; alreadyThere: number; blocked: number };
  waves: { plants: number; circuits: number }[];
  apiCalls: { reads: number; writes: number };
  estimatedSeconds: number;
  notes: string[];
  circuits: PreviewedCircuit[];
  plan: Plan;
};

/** The hash of exactly what a plan will write and leave; the same plan has the same, whoever makes it. */
export function planHash(plan: Plan): string {
  return contentHash(plan);
}

/** Shows a plan with its blast radius: what each write changes, what it costs and how long it takes. */
export function previewOf(
  plan: Plan,
  readings: ReadonlyMap<string, PlantReading>,
  limits: Policy['restore'],
): Preview {
  const { alreadyThere, blocked, waves, notes } = plan;
  const writes = targetsOf(plan).length;
  return {
    hash: planHash(plan),
    counts: { change: writes, alreadyThere: alreadyThere.length, blocked: blocked.length },
    waves: waves.map(({ plants }) => ({
      plants: plants.length,
      circuits: plants.reduce((sum, { targets }) => sum + targets.length, 0),
    })),
    apiCalls: { reads: readsFor(plan, limits), writes },
    estimatedSeconds: estimatedSeconds(plan, limits),
    notes,
    circuits: [
      ...changesOf(plan, readings),
      ...alreadyThere.map((outcome) => settled('alreadyThere', outcome)),
      ...blocked.map((outcome) => settled('blocked', outcome)),
    ],
    plan,
  };
}

function changesOf(
  { waves }: Plan,
  readings: ReadonlyMap<string, PlantReading>,
): PreviewedCircuit[] {
  return waves.flatMap(({ plants }, index) =>
    plants.flatMap(({ plant, targets }) =>
      targets.map((target): PreviewedCircuit => {
        const reading = readings.get(plant);
        const found =
          reading?.status === 'read'
            ? reading.deployments.find(({ deployment }) => same(deployment, target.deployment))
            : undefined;
        const changes = fieldChanges(target, '(the incident)', found?.tags ?? {});
        return { circuit: circuitName(target), standing: 'change', wave: index + 1, changes };
      }),
    ),
  );
}

function settled(standing: 'alreadyThere' | 'blocked', outcome: Outcome): PreviewedCircuit {
  const reason = outcome.status === 'restored' ? '' : outcome.reason;
  return { circuit: circuitName(outcome.target), standing, reason };
}

/** How long Azure ML takes over one write: its synchronous part and the operation after it. */
const secondsOfOneWrite = 30;

/** The first `burst` writes go at once and the rest as the budget refills; waves do not overlap. */
export function estimatedSeconds(plan: Plan, { writes, pollSeconds }: Policy['restore']): number {
  const sizes = plan.waves.map(({ plants }) =>
    plants.reduce((sum, { targets }) => sum + targets.length, 0),
  );
  let sent = 0;
  let seconds = 0;
  for (const size of sizes) {
    sent += size;
    const earliest = (Math.max(0, sent - writes.burst) * 60) / writes.perMinute;
    seconds = Math.max(seconds, earliest) + secondsOfOneWrite + pollSeconds;
  }
  return Math.ceil(seconds);
}

/** A list of each plant to plan and one to read back, a look before every write, and the polls. */
function readsFor(plan: Plan, limits: Policy['restore']): number {
  const plants = plantsOf(plan).length;
  const polls = Math.ceil(estimatedSeconds(plan, limits) / limits.pollSeconds);
  return 2 * plants + targetsOf(plan).length + plants * polls;
}
