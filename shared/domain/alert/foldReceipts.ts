import { z } from 'zod';
import { Circuit, circuitKey, same } from '../fleet';
import type { Fleet } from '../fleet';
import type { Policy } from '../policy';
import { Instant } from '../time';
import { readAlert } from './readAlert';
import type { Alert } from './readAlert';
import { Ending } from './receipt';
import { Severity } from './severity';
import type { Receipt } from './receipt';
import { scopeOf } from './scope';
import type { Scope } from './scope';

/** Which parts of the fleet alerts speak of. */
const Alarmed = z.strictObject({
  circuits: z.array(Circuit),
  plants: z.array(z.string()),
  wholeFleet: z.boolean(),
});

/**
 * What a window of alerts comes to, in a size that does not grow with the storm: who alarms, by
 * which rules, since when, and what else is known of the hour. The receipts stay in storage.
 */
export const Folded = z.strictObject({
  ...Alarmed.shape,
  firstFiredAt: Instant.optional(),
  /** How many alerts stand: their fate depends on the decision. */
  standing: z.int().nonnegative(),
  /** The worst of those that stand. */
  severity: Severity.optional(),
  /** The alert rules of those that stand, by the names that the policy gives them. */
  rules: z.array(z.string()).default([]),
  /** The same rule by rule. */
  alarms: z.array(z.strictObject({ rule: z.string(), ...Alarmed.shape })).default([]),
  /** Distinct alerts that fired in the hour before the window closed, whether they stand or not. */
  firedLastHour: z.int().nonnegative().default(0),
  /** What the fleet rests on and is known to be out of order, in words for people. */
  dependenciesDown: z.array(z.string()).default([]),
});
export type Folded = z.infer<typeof Folded>;

/** What is known when nothing could be gathered. */
export const nothingGathered: Folded = Folded.parse({
  circuits: [],
  plants: [],
  wholeFleet: false,
  standing: 0,
});

/** A window's picture, and its receipts: those whose fate depends on the decision, and the others' endings. */
export const WindowFold = z.strictObject({
  folded: Folded,
  standing: z.array(z.string()),
  settled: z.array(Ending),
});
export type WindowFold = z.infer<typeof WindowFold>;

/**
 * Folds the receipts of a window into one picture. The order in which they came does not matter,
 * and neither does how often: an alert that is over or came before is settled here.
 */
export function foldReceipts(
  receipts: readonly Receipt[],
  { fleet, policy }: { fleet: Fleet; policy: Policy },
): WindowFold {
  const settled: Ending[] = [];
  const fired = new Map<string, { alert: Alert; receipt: string }>();
  const resolved = new Set<string>();

  const inOrder = receipts.toSorted((a, b) => (a.receivedAt + a.id < b.receivedAt + b.id ? -1 : 1));
  for (const { id: receipt, body } of inOrder) {
    const reading = readAlert(body);
    if (reading.status === 'unreadable') {
      settled.push({ receipt, ending: 'rejected', reason: reading.reason });
      continue;
    }
    const { alert } = reading;
    if (alert.condition === 'Resolved') {
      resolved.add(alert.id);
      settled.push({ receipt, ending: 'suppressed', reason: `${alert.rule} resolved` });
    } else if (fired.has(alert.id)) {
      const reason = `the same alert as receipt ${fired.get(alert.id)?.receipt}`;
      settled.push({ receipt, ending: 'merged', reason });
    } else {
      fired.set(alert.id, { alert, receipt });
    }
  }
  return picture({ fired, resolved, settled }, { fleet, policy });
}

type Sorted = {
  fired: ReadonlyMap<string, { alert: Alert; receipt: string }>;
  resolved: ReadonlySet<string>;
  settled: readonly Ending[];
};

function picture(
  { fired, resolved, settled }: Sorted,
  judge: { fleet: Fleet; policy: Policy },
): WindowFold {
  const endings = [...settled];
  const standing: { alert: Alert; receipt: string; scope: Scope }[] = [];
  for (const { alert, receipt } of fired.values()) {
    const scope = scopeOf(alert, judge.fleet);
    const ending = endingOf(alert, scope, judge.policy);
    if (ending) {
      endings.push({ receipt, ...ending });
    } else if (resolved.has(alert.id)) {
      endings.push({ receipt, ending: 'suppressed', reason: `${alert.rule} fired and resolved` });
    } else {
      standing.push({ alert, receipt, scope });
    }
  }

  const [firstFiredAt] = standing.map(({ alert }) => alert.firedAt).toSorted();
  const folded: Folded = {
    ...nothingGathered,
    circuits: unique(
      standing.flatMap(({ scope }) => (scope.of === 'circuit' ? [scope.circuit] : [])),
    ),
    plants: [
      ...new Set(standing.flatMap(({ scope }) => (scope.of === 'plant' ? [scope.plant] : []))),
    ],
    wholeFleet: standing.some(({ scope }) => scope.of === 'fleet'),
    standing: standing.length,
    ...(firstFiredAt === undefined ? {} : { firstFiredAt }),
  };
  return { folded, standing: standing.map(({ receipt }) => receipt), settled: endings };
}

/** An alert acts only if a rule of the policy and a part of the fleet can be named for it. */
function endingOf(
  { rule }: Alert,
  scope: Scope,
  { rules }: Policy,
): Pick<Ending, 'ending' | 'reason'> | undefined {
  if (!rules.some(({ alertRules }) => alertRules.some((name) => same(name, rule)))) {
    return { ending: 'rejected', reason: `no rule of the policy is called ${rule}` };
  }
  return scope.of === 'elsewhere' ? { ending: 'rejected', reason: scope.reason } : undefined;
}

function unique(circuits: readonly Circuit[]): Circuit[] {
  return [...new Map(circuits.map((circuit) => [circuitKey(circuit), circuit])).values()];
}
