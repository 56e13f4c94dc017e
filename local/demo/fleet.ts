/** The fleet of the story: plants with their circuits, as evenly spread as can be. */
export type Plant = { id: string; circuits: readonly string[] };

export type Site = { plant: string; circuit: string; endpoint: string; deployment: string };

export function makeFleet({ plants, circuits }: { plants: number; circuits: number }): Plant[] {
  return Array.from({ length: plants }, (_, index) => {
    const size = Math.floor(circuits / plants) + (index < circuits % plants ? 1 : 0);
    return {
      id: `P${padded(index + 1)}`,
      circuits: Array.from({ length: size }, (__, position) => `C${padded(position + 1)}`),
    };
  });
}

export function sitesOf(fleet: readonly Plant[]): Site[] {
  return fleet.flatMap(({ id, circuits }) =>
    circuits.map((circuit) => ({
      plant: id,
      circuit,
      endpoint: `batch-endpoint-plant-${id}`,
      deployment: `deployment-circuit-${circuit}`,
    })),
  );
}

/** For people: `P001/C001`. */
export function nameOf({ plant, circuit }: Site): string {
  return `${plant}/${circuit}`;
}

/** So many of the circuits, as far apart as can be. */
export function spread(sites: readonly Site[], count: number): Site[] {
  const step = Math.max(1, sites.length / count);
  return Array.from({ length: count }, (_, index) => Math.floor(index * step)).flatMap((at) =>
    sites.slice(at, at + 1),
  );
}

function padded(number: number): string {
  return String(number).padStart(3, '0');
}
