import type { AlertKnobs } from './alertRules';
import type { FleetKnobs } from './aFleet';
import type { Chance } from './chance';
import type { DeliveryKnobs } from './deliver';
import type { Telling } from './payloads';
import type { RowKnobs } from './playRows';
import { minute } from './world';
import type { Ms, Rollout, Site, Trouble, World } from './world';

/** A fleet on a quiet day, before anything is done to it. */
export type Scene = Pick<World, 'fleet' | 'sites' | 'begins' | 'opens'> & {
  cadence: Ms;
  chance: Chance;
};

/** What is known of a history beforehand, because it was made so. */
export type Cause =
  | {
      action: 'rollBack';
      kind: 'model' | 'environment' | 'both';
      releases: string[];
      note: string;
      rolledBackAt?: Ms;
    }
  | { action: 'none'; note: string };

/** What happens to the fleet, and how it is watched. */
export type Story = {
  rollouts: Rollout[];
  troubles: Trouble[];
  truth: Cause;
  /** How long alerts are recorded after `opens`. */
  lasts: Ms;
  sites?: Site[];
  rows?: Partial<RowKnobs>;
  alerts?: Partial<AlertKnobs>;
  delivery?: Partial<DeliveryKnobs>;
  /** The policy of this fleet, where the default has no rule for what happens. */
  policy?: Record<string, unknown>;
  /** Alerts that no rule over the rows would have raised. */
  moreTellings?: (closes: Ms) => Telling[];
};

/** A class of histories: same cause, everything else by chance. */
export type HistoryClass = {
  name: string;
  fleet?: FleetKnobs;
  tell: (scene: Scene) => Story;
};

/** A release that reaches its circuits one after the other, within so many minutes. */
export function rollOut(
  { chance }: Pick<Scene, 'chance'>,
  release: {
    id: string;
    changes: Rollout['changes'];
    sites: readonly Site[];
    at: Ms;
    overMinutes?: number;
  },
): Rollout {
  const { id, changes, sites, at } = release;
  const over = (release.overMinutes ?? chance.pick([1, 3, 8, 12, 18])) * minute;
  const first = at + chance.between(10, 60) * 1000;
  const step = over / Math.max(1, sites.length);
  return {
    id,
    at,
    changes,
    reached: new Map(sites.map(({ key }, index) => [key, first + index * step])),
  };
}

/** Trouble that a release brings along: it begins where and when the release arrives. */
export function broughtBy(
  { reached }: Rollout,
  sites: readonly Site[],
  effect: Omit<Trouble, 'since' | 'until'> & { until?: Ms },
): Trouble {
  const since = new Map(
    sites.flatMap(({ key }) => {
      const at = reached.get(key);
      return at === undefined ? [] : [[key, at] as const];
    }),
  );
  return { until: Number.POSITIVE_INFINITY, ...effect, since };
}

/** When people notice and roll it back by hand; in half of the histories they don't. */
export function rolledBackByHand(
  { chance, cadence }: Pick<Scene, 'chance' | 'cadence'>,
  at: Ms,
): { until?: Ms } {
  const takes = chance.between(35, 80) * minute + 3 * cadence;
  return chance.yes(0.5) ? { until: at + takes } : {};
}

/** Trouble from outside: it begins everywhere at once. */
export function fromOutside(
  sites: readonly Site[],
  { at, until }: { at: Ms; until: Ms },
  effect: Omit<Trouble, 'since' | 'until'>,
): Trouble {
  return { ...effect, since: new Map(sites.map(({ key }) => [key, at])), until };
}

/** When the last circuit got the release. */
export function endOf({ reached }: Rollout): Ms {
  return Math.max(...reached.values());
}

/** Of the fleet, at least `least` circuits, and about this share. */
export function shareOf(
  { chance, sites }: Pick<Scene, 'chance' | 'sites'>,
  share: number,
  least = 3,
): Site[] {
  return chance.some(sites, Math.max(least, Math.round(sites.length * share)));
}

/** Two release ids as a pipeline counts them, in order. */
export function releaseIds(chance: Chance): [string, string] {
  const first = chance.whole(100, 9000);
  return [`Release-${first}`, `Release-${first + chance.whole(1, 3)}`];
}
