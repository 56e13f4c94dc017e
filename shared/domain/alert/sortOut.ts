import { circuitKey } from '../fleet';
import type { Instant } from '../time';
import type { Alarm, Said, Tied } from './readReceipts';
import type { Ending } from './receipt';
import { excerpt } from './alert';

/** What is known of alerts besides what the window holds. */
export type Recalled = {
  /** Alerts that are over, and since when. */
  over: ReadonlyMap<string, Instant>;
  /** Alerts that came with another window, by `occurrence`. */
  came: ReadonlySet<string>;
};

export type Sorted = {
  /** One for each rule and part of the fleet that it alarms about. */
  standing: Alarm[];
  /** These and all that only repeat them. */
  alarms: Alarm[];
  settled: Ending[];
};

/** One firing of an alert: old shapes use an id again when it fires the next time. */
export function occurrence(key: string, at: Instant): string {
  return `${key}@${at}`;
}

/**
 * Sorts alarms that stand from what is settled whatever is decided. Of alerts that say the same
 * the one that fired first stands, so that neither order nor number of deliveries matters.
 */
export function sortOut(said: readonly Said[], { over, came }: Recalled): Sorted {
  const settled: Ending[] = said.flatMap((one) => {
    const ending = endingOf(one);
    return ending === undefined ? [] : [{ receipt: one.receipt, ...ending }];
  });
  const alarms: Alarm[] = [];
  const standing = new Map<string, Alarm>();
  const first = new Map<string, string>();
  for (const alarm of said.filter((one) => one.is === 'alarm').toSorted(byFiring)) {
    const { receipt, key, at, rule, scope } = alarm;
    const id = occurrence(key, at);
    const isOver = (over.get(key) ?? '') >= at;
    const twin = first.get(id);
    const subject = `${rule}|${scopeKey(scope)}`;
    const same = standing.get(subject);
    if (twin !== undefined) {
      settled.push({ receipt, ending: 'merged', reason: `the same alert as receipt ${twin}` });
    } else if (isOver) {
      settled.push({ receipt, ending: 'suppressed', reason: `${rule} fired and resolved` });
    } else if (came.has(id)) {
      settled.push({ receipt, ending: 'merged', reason: 'the same alert came before' });
    } else if (same !== undefined) {
      alarms.push(alarm);
      settled.push({ receipt, ending: 'merged', reason: `repeats receipt ${same.receipt}` });
    } else {
      alarms.push(alarm);
      standing.set(subject, alarm);
    }
    first.set(id, twin ?? receipt);
  }
  return { standing: [...standing.values()], alarms, settled };
}

/** Of what is no alarm. */
function endingOf(said: Said): Pick<Ending, 'ending' | 'reason'> | undefined {
  switch (said.is) {
    case 'nothing':
    case 'stray':
      return { ending: 'rejected', reason: said.reason };
    case 'test':
      return { ending: 'suppressed', reason: `${excerpt(said.rule)} tests an action group` };
    case 'resolved':
      return { ending: 'suppressed', reason: `${excerpt(said.rule)} resolved` };
    case 'health':
      return {
        ending: 'suppressed',
        reason: `${meaning[said.health.state]}: ${said.health.title}`,
      };
    case 'alarm':
      return undefined;
  }
}

const meaning = {
  down: 'a dependency is down',
  up: 'a dependency is up again',
  notice: 'nothing is down by it',
} as const;

function scopeKey(scope: Tied): string {
  switch (scope.of) {
    case 'circuit':
      return circuitKey(scope.circuit);
    case 'plant':
      return scope.plant;
    case 'fleet':
      return '';
  }
}

function byFiring(a: Alarm, b: Alarm): number {
  return a.at + a.receivedAt + a.receipt < b.at + b.receivedAt + b.receipt ? -1 : 1;
}
