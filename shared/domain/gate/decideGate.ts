import { circuitKey, circuitName, same } from '../fleet';
import type { Circuit } from '../fleet';
import { quarantineOf } from '../quarantine';
import type { Quarantine } from '../quarantine';
import type { ReleaseReading } from '../release';
import type { Seal } from '../release/chain';

/** What a pipeline is told that asks whether it may go on with a release. */
export type GateAnswer = { answer: 'go' | 'hold'; reason: string };

/** A rollback under way: circuits that it takes back, and plants whose endpoint it switches. */
export type UnderWay = {
  incident: string;
  circuits: readonly Circuit[];
  plants: readonly string[];
};

type Scene = {
  id: string;
  reading: ReleaseReading;
  seal: Seal;
  underWay: readonly UnderWay[];
  quarantine: Quarantine;
};

/**
 * Decides whether a release may be rolled out, or on. It is held while a rollback is at any of its
 * circuits, and for good where it brings what is in quarantine or is not on record as it should be.
 */
export function decideGate({ id, reading, seal, underWay, quarantine }: Scene): GateAnswer {
  if (reading.status !== 'read') {
    const why = reading.status === 'missing' ? 'is not on record' : `is no use: ${reading.reason}`;
    return hold(`the metadata of ${id} ${why}; a release goes on record before it goes out`);
  }
  if (seal.status === 'broken') {
    return hold(`the metadata of ${id} does not verify: ${seal.reason}`);
  }
  const { changes } = reading.release;
  for (const { incident, circuits, plants } of underWay) {
    const busy = new Set(circuits.map(circuitKey));
    const hit = changes.filter(
      (change) => busy.has(circuitKey(change)) || plants.some((plant) => same(plant, change.plant)),
    );
    const [first] = hit;
    if (first) {
      return hold(
        `${incident} is rolling back ${hit.length} of its ${changes.length} circuits, ${circuitName(first)} among them`,
      );
    }
  }
  for (const { from, to, ...circuit } of changes) {
    const [found] = quarantineOf(quarantine, {
      environment: to.environment,
      model: to.model === from.model ? undefined : to.model,
    });
    if (found) {
      return hold(
        `${circuitName(circuit)} would get ${found.kind} ${found.asset}, in quarantine since incident ${found.incident}`,
      );
    }
  }
  return {
    answer: 'go',
    reason: `no rollback is at any of its ${changes.length} circuits, and nothing of it is in quarantine`,
  };
}

function hold(reason: string): GateAnswer {
  return { answer: 'hold', reason };
}
