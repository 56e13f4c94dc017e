import { z } from 'zod';
import { Circuit, circuitKey, same } from '../fleet';
import type { Fleet } from '../fleet';
import type { Policy } from '../policy';
import { Instant } from '../time';
import { readAlert } from './readAlert';
import type { Alert } from './readAlert';
import { Ending } from './receipt';
import type { Receipt } from './receipt';
import { scopeOf } from './scope';
import type { Scope } from './scope';

/** What a window of alerts comes to: who alarms, which receipts say so, and what is settled already. */
export const Folded = z.strictObject({
  circuits: z.array(Circuit),
  plants: z.array(z.string()),
  wholeFleet: z.boolean(),
  firstFiredAt: Instant.optional(),
  /** Receipts whose fate depends on the decision. */
  standing: z.array(z.string()),
  /** Receipts whose fate does not. */
  settled: z.array(Ending),
});
export type Folded = z.infer<typeof Folded>;

/**
 * Folds the receipts of a window into one picture. The order in which they came does not matter,
 * and neither does how often: an alert that is over or came before is settled here.
 */
export function foldReceipts(
  receipts: readonly Receipt[],
  { fleet, policy }: { fleet: Fleet; policy: Policy },
): Folded {
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
): Folded {
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
  return {
    circuits: unique(
      standing.flatMap(({ scope }) => (scope.of === 'circuit' ? [scope.circuit] : [])),
    ),
    plants: [
      ...new Set(standing.flatMap(({ scope }) => (scope.of === 'plant' ? [scope.plant] : []))),
    ],
    wholeFleet: standing.some(({ scope }) => scope.of === 'fleet'),
    standing: standing.map(({ receipt }) => receipt),
    settled: endings,
    ...(firstFiredAt === undefined ? {} : { firstFiredAt }),
  };
}

/** An alert acts only if a rule of the policy and a part of the fleet can be named for it. */
function endingOf(
  { rule }: Alert,
  scope: Scope,
  { rules }: Policy,
): Pick<Ending, 'ending' | 'reason'> | undefined {
  if (!rules.some(({ alertRule }) => same(alertRule, rule))) {
    return { ending: 'rejected', reason: `no rule of the policy is called ${rule}` };
  }
  return scope.of === 'elsewhere' ? { ending: 'rejected', reason: scope.reason } : undefined;
}

function unique(circuits: readonly Circuit[]): Circuit[] {
  return [...new Map(circuits.map((circuit) => [circuitKey(circuit), circuit])).values()];
}
