import { pick, seeded, shuffled } from '../random';

/** Draws of one seed. Every part of a history draws from a `Chance` of its own, so that a change to one leaves the others as they were. */
export type Chance = {
  /** From 0 up to 1. */
  share: () => number;
  between: (low: number, high: number) => number;
  /** A whole number, both ends included. */
  whole: (low: number, high: number) => number;
  yes: (probability: number) => boolean;
  /** Around a mean, with this standard deviation. */
  normal: (mean: number, deviation: number) => number;
  pick: <T>(from: readonly T[]) => T;
  shuffled: <T>(items: readonly T[]) => T[];
  /** So many of them, or all there are, in no order. */
  some: <T>(items: readonly T[], count: number) => T[];
  /** Draws for a part with this name, which do not depend on what was drawn here before. */
  part: (name: string) => Chance;
};

export function chanceOf(seed: number): Chance {
  const share = seeded(seed);
  const between = (low: number, high: number) => low + share() * (high - low);
  return {
    share,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    yes: (probability) => share() < probability,
    normal: (mean, deviation) => {
      const radius = Math.sqrt(-2 * Math.log(1 - share()));
      return mean + deviation * radius * Math.cos(2 * Math.PI * share());
    },
    pick: (from) => pick(share, from),
    shuffled: (items) => shuffled(share, items),
    some: (items, count) => shuffled(share, items).slice(0, count),
    part: (name) => chanceOf(hash(`${seed}:${name}`)),
  };
}

/** FNV-1a: near seeds must not give near histories. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (const char of text) {
    state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  return state >>> 0;
}
