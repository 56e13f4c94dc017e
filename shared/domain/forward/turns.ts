import { circuitKey } from '../fleet';
import type { Circuit } from '../fleet';
import type { Turns } from './forward';

/** Who turned each circuit, by `circuitKey`. */
export function turnersOf({ turned }: Turns): ReadonlyMap<string, string> {
  return new Map(turned.map((turn) => [circuitKey(turn), turn.by]));
}

/** With these circuits turned by an incident, unless another one has turned them: the first stands. */
export function withTurned(turns: Turns, by: string, circuits: readonly Circuit[]): Turns {
  const known = turnersOf(turns);
  const news = circuits.filter((circuit) => !known.has(circuitKey(circuit)));
  return news.length === 0
    ? turns
    : { turned: [...turns.turned, ...news.map(({ plant, circuit }) => ({ plant, circuit, by }))] };
}

/** Leaves of what an incident was to turn only what it may have written. */
export function withSettled(turns: Turns, by: string, written: readonly Circuit[]): Turns {
  const kept = new Set(written.map(circuitKey));
  const turned = turns.turned.filter((turn) => turn.by !== by || kept.has(circuitKey(turn)));
  return turned.length === turns.turned.length ? turns : { turned };
}
