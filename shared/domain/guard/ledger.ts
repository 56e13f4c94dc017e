import { z } from 'zod';
import { RollbackKind } from '../decide/blamed';
import type { Target } from '../deployment';
import { circuitKey } from '../fleet';
import type { Circuit } from '../fleet';
import { Instant, minusMinutes } from '../time';

/** What was taken back of which circuits, plant by plant. */
const Taken = z.strictObject({
  kind: RollbackKind,
  plants: z.record(z.string(), z.array(z.string())),
});

const Entry = z.strictObject({
  incident: z.string().min(1),
  /** When its guards let it go; once it has ended, when it ended. */
  at: Instant,
  /** Still at it: it counts as just done, however long ago it began. */
  running: z.boolean(),
  taken: z.array(Taken),
});
type Entry = z.infer<typeof Entry>;

/** Which circuits rollbacks took back, or are about to; what budgets and cool-downs rest on. */
export const Ledger = z.strictObject({ entries: z.array(Entry) });
export type Ledger = z.infer<typeof Ledger>;

export const emptyLedger: Ledger = { entries: [] };

/** As far back as a policy may ask: the longest cool-down is a week. */
const keptMinutes = 8 * 24 * 60;

type Doing = { incident: string; targets: readonly Target[]; at: Instant };

/** Enters what an incident is about to take back, in place of what it had entered before. */
export function withBegun(ledger: Ledger, { incident, targets, at }: Doing): Ledger {
  const others = withoutIncident(ledger, incident).entries.filter((entry) => isKept(entry, at));
  if (targets.length === 0 && others.length === ledger.entries.length) {
    return ledger;
  }
  return targets.length === 0
    ? { entries: others }
    : { entries: [...others, { incident, at, running: true, taken: takenOf(targets) }] };
}

/** Leaves of what an incident had entered what it may have written, and that it has ended. */
export function withEnded(ledger: Ledger, { incident, targets, at }: Doing): Ledger {
  const entry = ledger.entries.find((one) => one.incident === incident);
  if (!entry?.running) {
    return ledger;
  }
  const others = withoutIncident(ledger, incident).entries;
  return targets.length === 0
    ? { entries: others }
    : { entries: [...others, { incident, at, running: false, taken: takenOf(targets) }] };
}

export function withoutIncident({ entries }: Ledger, incident: string): Ledger {
  return { entries: entries.filter((entry) => entry.incident !== incident) };
}

/** One rollback of one circuit. */
export type Past = Pick<Entry, 'incident' | 'at' | 'running'> & { kind: RollbackKind };

/** The rollbacks of each circuit, by `circuitKey`. */
export function pastsOf({ entries }: Ledger): ReadonlyMap<string, readonly Past[]> {
  const pasts = new Map<string, Past[]>();
  for (const { taken, ...entry } of entries) {
    for (const { kind, plants } of taken) {
      for (const circuit of circuitsIn(plants)) {
        const key = circuitKey(circuit);
        pasts.set(key, [...(pasts.get(key) ?? []), { ...entry, kind }]);
      }
    }
  }
  return pasts;
}

/** How many circuits of each plant were taken back since a moment, or are being; each time counts. */
export function takenSince({ entries }: Ledger, since: Instant): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { taken } of entries.filter(({ at, running }) => running || at > since)) {
    for (const [plant, circuits] of taken.flatMap(({ plants }) => Object.entries(plants))) {
      counts.set(plant, (counts.get(plant) ?? 0) + circuits.length);
    }
  }
  return counts;
}

function takenOf(targets: readonly Target[]): Entry['taken'] {
  return [...Map.groupBy(targets, kindOf)].map(([kind, own]) => ({
    kind,
    plants: Object.fromEntries(
      [...Map.groupBy(own, ({ plant }) => plant)].map(([plant, ofPlant]) => [
        plant,
        ofPlant.map(({ circuit }) => circuit),
      ]),
    ),
  }));
}

/** What a target takes back. */
export function kindOf({ from, to }: Pick<Target, 'from' | 'to'>): RollbackKind {
  const model = to.model !== undefined && from.model !== to.model;
  if (from.environment === to.environment) {
    return 'model';
  }
  return model ? 'both' : 'environment';
}

function circuitsIn(plants: Readonly<Record<string, readonly string[]>>): Circuit[] {
  return Object.entries(plants).flatMap(([plant, circuits]) =>
    circuits.map((circuit) => ({ plant, circuit })),
  );
}

function isKept({ at, running }: Entry, now: Instant): boolean {
  return running || at > minusMinutes(now, keptMinutes);
}
