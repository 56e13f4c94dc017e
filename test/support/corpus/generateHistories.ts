import { drawFleet, drawSites } from './aFleet';
import type { FleetKnobs } from './aFleet';
import { raiseAlerts } from './alertRules';
import { badReleases } from './badReleases';
import { chanceOf } from './chance';
import type { Chance } from './chance';
import { deliver } from './deliver';
import { innocentReleases } from './innocentReleases';
import { iso, playRows } from './playRows';
import type { Rows } from './playRows';
import { releaseDocument } from './releaseDocument';
import type { HistoryClass, Scene, Story } from './story';
import { hour } from './world';
import type { Ms, World } from './world';

/** All classes, those with something to roll back first. */
export const historyClasses: readonly HistoryClass[] = [...badReleases, ...innocentReleases];

/**
 * So many histories of incidents with a known truth, the classes taking turns. The same seed gives
 * the same histories; each is made when it is asked for, as one may hold fifty thousand rows.
 */
export function* generateHistories({
  seed,
  histories,
  fleet = {},
  classes,
}: {
  seed: number;
  histories: number;
  /** In place of what a class would choose. */
  fleet?: FleetKnobs;
  /** Leaves out the histories of all other classes; those that are left stay the same. */
  classes?: readonly string[];
}): Generator<Record<string, unknown>> {
  const chance = chanceOf(seed);
  for (let index = 0; index < histories; index += 1) {
    const one = historyClasses[index % historyClasses.length];
    if (one && (classes?.includes(one.name) ?? true)) {
      const number = String(Math.floor(index / historyClasses.length) + 1).padStart(3, '0');
      const name = `${one.name}/${number}`;
      const knobs = { ...one.fleet, ...fleet };
      yield generateHistory({ ...one, fleet: knobs }, name, chance.part(name));
    }
  }
}

/** One history in the format of docs/corpus.md. */
function generateHistory(
  { name: className, fleet: knobs, tell }: HistoryClass,
  name: string,
  chance: Chance,
): Record<string, unknown> {
  const scene = drawScene(chance, knobs);
  const story = tell(scene);
  const world: World = {
    ...scene,
    name,
    sites: story.sites ?? scene.sites,
    closes: scene.opens + story.lasts,
    rollouts: story.rollouts,
    troubles: story.troubles,
  };
  const rows = playRows(world, chance.part('rows'), {
    ingestionSeconds: [chance.between(20, 60), chance.between(90, 240)],
    lost: () => false,
    hasF1: chance.yes(0.8),
    saysReceived: chance.yes(0.7),
    ...story.rows,
  });
  return {
    name,
    class: className,
    fleet: world.fleet,
    releases: world.rollouts.map((rollout) =>
      releaseDocument(rollout, world.sites, chance.part(rollout.id)),
    ),
    receipts: receiptsOf(world, rows, { story, chance: chance.part('alerts') }),
    jobs: chance.shuffled(rows.jobs.filter(({ lost }) => !lost).map(({ row }) => row)),
    metrics: chance.shuffled(rows.metrics.filter(({ lost }) => !lost).map(({ row }) => row)),
    ...(story.policy ? { policy: story.policy } : {}),
    truth: truthOf(world, rows, story),
  };
}

function drawScene(chance: Chance, knobs: HistoryClass['fleet']): Scene {
  const fleet = drawFleet(chance.part('fleet'), knobs);
  const sites = drawSites(fleet, chance.part('sites'), knobs);
  const opens =
    Date.UTC(2026, chance.whole(0, 11), chance.whole(1, 28)) + chance.between(0, 24) * hour;
  const cadence = Math.max(...sites.map((site) => site.cadence));
  return { fleet, sites, cadence, opens, begins: opens - 25 * hour, chance: chance.part('story') };
}

function receiptsOf(
  world: World,
  rows: Rows,
  { story, chance }: { story: Story; chance: Chance },
): unknown[] {
  const tellings = raiseAlerts(world, rows, {
    chance,
    knobs: {
      naming: chance.pick(['dimensions', 'dimensions', 'ids', 'properties', 'customProperties']),
      stateful: chance.yes(0.5),
      everyMinutes: chance.pick([5, 5, 5, 10]),
      split: chance.pick(['circuit', 'circuit', 'circuit', 'circuit', 'plant', 'workspace']),
      workspaceRuns: chance.yes(0.4),
      seeLostRows: false,
      ...story.alerts,
    },
  });
  return deliver([...tellings, ...(story.moreTellings?.(world.closes) ?? [])], world, {
    chance,
    knobs: {
      twice: chance.pick([0, 0.05, 0.15]),
      late: chance.pick([0, 0.02, 0.05]),
      foreignPerHour: chance.pick([0, 1, 3]),
      asText: chance.yes(0.3),
      ...story.delivery,
    },
  });
}

/** A person who watches could know from the first rows on that the trouble left. */
function truthOf({ troubles }: World, rows: Rows, { truth }: Story): Record<string, unknown> {
  if (truth.action === 'none') {
    return truth;
  }
  let at: Ms = Number.POSITIVE_INFINITY;
  for (const { site, at: when, seen, lost } of [...rows.jobs, ...rows.metrics]) {
    const since = Math.min(...troubles.map((trouble) => trouble.since.get(site.key) ?? Infinity));
    // A job that ended later may have started before: only those that began since are tainted.
    if (!lost && when - site.jobLasts >= since && seen < at) {
      at = seen;
    }
  }
  const { rolledBackAt, ...known } = truth;
  return {
    ...known,
    ...(Number.isFinite(at) ? { at: iso(at) } : {}),
    ...(rolledBackAt === undefined ? {} : { rolledBackAt: iso(rolledBackAt) }),
  };
}
