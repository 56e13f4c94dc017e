import { circuitKey } from '../fleet';
import { instantOf, minusMinutes } from '../time';
import type { Instant } from '../time';
import { dependenciesAt } from './dependencies';
import { nothingGathered } from './folded';
import type { Alarmed, Folded, WindowFold } from './folded';
import type { Memory } from './memory';
import { readReceipts } from './readReceipts';
import type { Alarm, Judge, Said } from './readReceipts';
import type { Receipt } from './receipt';
import { occurrence, sortOut } from './sortOut';
import type { Sorted } from './sortOut';

export type Fold = WindowFold & {
  /** What the windows after this one have to know of it. */
  memory: Omit<Memory, 'window'>;
};

type Around = Judge & {
  /** What other windows leave, as far back as `remembersFrom` says; without them each is alone. */
  memories?: readonly Memory[];
  /** When the window closed; without it, when its last receipt came. */
  asOf?: Instant;
};

/**
 * Folds the receipts of a window into one picture. The order in which they came does not matter,
 * and neither does how often: an alert that is over or came before is settled here. Receipts that
 * another window has judged are left to it.
 */
export function foldReceipts(
  receipts: readonly Receipt[],
  { fleet, policy, memories = [], asOf = lastOf(receipts) }: Around,
): Fold {
  const judged = new Set(memories.flatMap((memory) => memory.receipts));
  const ours = receipts.filter(({ id }) => !judged.has(id)).toSorted(byArrival);
  const said = readReceipts(ours, { fleet, policy });
  const fired = firedIn(said);
  const before = memories.flatMap((memory) => memory.fired);
  const sorted = sortOut(said, {
    over: overSince(said, memories),
    came: new Set(before.map(([key, at]) => occurrence(key, at))),
  });

  const dependencies = dependenciesAt(asOf, memories, said);
  const hourAgo = minusMinutes(asOf, 60);
  const lastHour = [...before, ...fired].filter(([, at, isOurs]) => isOurs && at > hourAgo);
  return {
    folded: {
      ...pictureOf(sorted),
      firedLastHour: new Set(lastHour.map(([key, at]) => occurrence(key, at))).size,
      dependenciesDown: dependencies.flatMap(({ state, title }) =>
        state === 'down' ? [title] : [],
      ),
    },
    standing: sorted.standing.map(({ receipt }) => receipt),
    settled: sorted.settled,
    memory: {
      receipts: ours.map(({ id }) => id),
      fired,
      resolved: [...overSince(said, [])],
      dependencies,
    },
  };
}

function pictureOf({ standing, alarms }: Sorted): Folded {
  const [first] = standing;
  const [severity] = alarms.flatMap(({ alert }) => alert.severity ?? []).toSorted();
  const rules = [...new Set(standing.map(({ rule }) => rule))].toSorted();
  return {
    ...nothingGathered,
    ...alarmedBy(standing),
    standing: standing.length,
    rules,
    alarms: rules.map((rule) => ({
      rule,
      ...alarmedBy(standing.filter((alarm) => alarm.rule === rule)),
    })),
    ...(first === undefined ? {} : { firstFiredAt: first.at }),
    ...(severity === undefined ? {} : { severity }),
  };
}

function alarmedBy(alarms: readonly Alarm[]): Alarmed {
  const scopes = alarms.map(({ scope }) => scope);
  const circuits = scopes.flatMap((scope) => (scope.of === 'circuit' ? [scope.circuit] : []));
  const plants = scopes.flatMap((scope) => (scope.of === 'plant' ? [scope.plant] : []));
  const named = new Map(circuits.map((circuit) => [circuitKey(circuit), circuit]));
  return {
    circuits: [...named].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, circuit]) => circuit),
    plants: [...new Set(plants)].toSorted(),
    wholeFleet: scopes.some((scope) => scope.of === 'fleet'),
  };
}

/** Every alert that arrived as fired, once, and whether it is one about the fleet. */
function firedIn(said: readonly Said[]): Memory['fired'] {
  const fired = new Map<string, Memory['fired'][number]>();
  for (const one of said) {
    if (one.is === 'alarm' || one.is === 'health' || one.is === 'stray') {
      const id = occurrence(one.key, one.at);
      const isOurs = one.is === 'alarm' || fired.get(id)?.[2] === true;
      fired.set(id, [one.key, one.at, isOurs]);
    }
  }
  return [...fired.values()];
}

function overSince(said: readonly Said[], memories: readonly Memory[]): Map<string, Instant> {
  const over = new Map<string, Instant>();
  const told = said.flatMap((one) => (one.is === 'resolved' ? [[one.key, one.at] as const] : []));
  for (const [key, at] of [...memories.flatMap(({ resolved }) => resolved), ...told]) {
    const known = over.get(key);
    over.set(key, known === undefined || at > known ? at : known);
  }
  return over;
}

function lastOf(receipts: readonly Receipt[]): Instant {
  return receipts.reduce(
    (last, { receivedAt }) => (receivedAt > last ? receivedAt : last),
    instantOf(0),
  );
}

function byArrival(a: Receipt, b: Receipt): number {
  return a.receivedAt + a.id < b.receivedAt + b.id ? -1 : 1;
}
