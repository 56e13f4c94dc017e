import type { Target } from '../deployment';
import { circuitKey, circuitName } from '../fleet';
import { waysBack } from '../plan/wayBack';
import type { Past } from './ledger';
import { eachCircuit, passed } from './question';
import type { Case, Guard } from './question';

type Asset = 'environment' | 'model';

/** A release that a circuit's asset is taken back past. */
type Step = { release: string; at: string };

/**
 * By itself, Ripcord takes what a circuit runs back by one release and never by two: not in one
 * rollback, and not in a second one that follows on the first without a release in between.
 */
export const oneStepBack: Guard = (of) => {
  if (of.incident.origin.by === 'person') {
    return passed('asked for by a person, who may go further');
  }
  const steps = stepsOf(of);
  return eachCircuit(
    of.targets,
    (target) => {
      const ofCircuit = steps.get(circuitKey(target));
      const pasts = of.pasts.get(circuitKey(target)) ?? [];
      return (
        ofCircuit &&
        (tooFar(target, 'environment', { steps: ofCircuit.environment, pasts }) ??
          tooFar(target, 'model', { steps: ofCircuit.model, pasts }))
      );
    },
    'every circuit goes 1 release back <= 1',
  );
};

type Steps = Record<Asset, Step[]>;

/** The releases that each circuit is taken back past, by `circuitKey`. */
function stepsOf({ blamed, accused }: Case): ReadonlyMap<string, Steps> {
  const steps = new Map<string, Steps>();
  for (const one of blamed) {
    const reading = accused.find(({ release }) => release === one.release)?.reading;
    if (reading?.status !== 'read') {
      continue;
    }
    const { id, at } = reading.release;
    for (const way of waysBack([{ ...one, metadata: reading.release }])) {
      const own = steps.get(circuitKey(way)) ?? { environment: [], model: [] };
      if (way.environment) {
        own.environment.push({ release: id, at });
      }
      if (way.model) {
        own.model.push({ release: id, at });
      }
      steps.set(circuitKey(way), own);
    }
  }
  return steps;
}

type Walk = { steps: readonly Step[]; pasts: readonly Past[] };

function tooFar(target: Target, asset: Asset, { steps, pasts }: Walk): string | undefined {
  const name = circuitName(target);
  const releases = [...new Set(steps.map(({ release }) => release))];
  if (releases.length > 1) {
    return `the ${asset} of ${name} would go ${releases.length} releases back > 1 without a person (${releases.join(', ')})`;
  }
  const [step] = steps;
  const before = step && pasts.find((past) => concerns(past, asset) && past.at > step.at);
  return before
    ? `${before.incident} took the ${asset} of ${name} back already since ${step.release}: 2 steps back > 1 without a person`
    : undefined;
}

function concerns({ kind }: Past, asset: Asset): boolean {
  return kind === 'both' || kind === asset;
}
