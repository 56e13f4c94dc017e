import { Turns, noTurns } from '../domain/forward/forward';
import { withSettled, withTurned } from '../domain/forward/turns';
import type { Blobs, Forwards } from '../ports';
import { readDocument } from './document';
import { edited } from './edited';

/** Which circuits of each incident have changed direction. */
export function forwardsIn(blobs: Blobs): Forwards {
  const change = (incident: string, by: (turns: Turns) => Turns) =>
    edited(blobs, turnsName(incident), { schema: Turns, empty: noTurns, change: by });
  return {
    turns: async (incident) =>
      (await readDocument(blobs, turnsName(incident), Turns))?.value ?? noTurns,
    turn: (incident, { by, circuits }) =>
      change(incident, (turns) => withTurned(turns, by, circuits)),
    settleTurns: async (incident, { by, written }) => {
      await change(incident, (turns) => withSettled(turns, by, written));
    },
  };
}

function turnsName(incident: string): string {
  return `incidents/${incident}/turns.json`;
}
