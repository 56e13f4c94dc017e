import type { Share } from './pace';

type Writes = {
  plant: string;
  writes: number;
  /** The subscription it lies in: each has a limit of its own. Undefined is one as well. */
  budget?: string | undefined;
};

/** Splits what the service lets the fleet write among plants, by how much each has to write. */
export function sharesOf(plants: readonly Writes[]): { plant: string; share: Share }[] {
  const budgets = Map.groupBy(plants, ({ budget }) => budget);
  const shares = new Map(
    [...budgets.values()].flatMap((together) => {
      const ofWrites = together.reduce((sum, { writes }) => sum + writes, 0);
      return together.map((one, turn): [Writes, Share] => [
        one,
        { writes: one.writes, ofWrites, turn, plants: together.length },
      ]);
    }),
  );
  return plants.flatMap((one) => {
    const share = shares.get(one);
    return share ? [{ plant: one.plant, share }] : [];
  });
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
