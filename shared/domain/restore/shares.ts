import type { Share } from './pace';

type Writes = { plant: string; writes: number };

/** Splits what the service lets the fleet write among plants, by how much each has to write. */
export function sharesOf(plants: readonly Writes[]): { plant: string; share: Share }[] {
  const ofWrites = plants.reduce((sum, { writes }) => sum + writes, 0);
  return plants.map(({ plant, writes }, turn) => ({
    plant,
    share: { writes, ofWrites, turn, plants: plants.length },
  }));
}

export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
