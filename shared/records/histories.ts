import type { Circuit } from '../domain/fleet';
import { CircuitHistory, withHealth, withPeriod } from '../domain/history/history';
import type { Blobs, Histories } from '../ports';
import { readDocument } from './document';
import { edited } from './edited';

/** What each circuit ran and how well: `circuits/<plant>/<circuit>.json`. */
export function historiesIn(blobs: Blobs): Histories {
  const edit = async (
    circuit: Circuit,
    change: (history: CircuitHistory) => CircuitHistory,
  ): Promise<void> => {
    const empty = { plant: circuit.plant, circuit: circuit.circuit, periods: [] };
    await edited(blobs, nameOf(circuit), { schema: CircuitHistory, empty, change });
  };
  return {
    read: async (circuit) => (await readDocument(blobs, nameOf(circuit), CircuitHistory))?.value,
    recordPeriod: (circuit, period) => edit(circuit, (history) => withPeriod(history, period)),
    recordHealthy: (circuit, stretch) => edit(circuit, (history) => withHealth(history, stretch)),
  };
}

function nameOf({ plant, circuit }: Circuit): string {
  return `circuits/${plant}/${circuit}.json`;
}
