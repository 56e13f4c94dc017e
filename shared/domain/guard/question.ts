import type { Blamed } from '../decide/blamed';
import type { Target } from '../deployment';
import type { Fleet } from '../fleet';
import type { CircuitHistory } from '../history/history';
import type { Incident } from '../incident';
import type { Plan } from '../plan/plan';
import type { Policy } from '../policy';
import type { AutonomyLevel } from '../policy/autonomy';
import type { Quarantine } from '../quarantine';
import type { ReleaseReading } from '../release';
import type { Seal } from '../release/chain';
import type { KillSwitch } from '../restore/control';
import type { Instant } from '../time';
import type { Ledger, Past } from './ledger';

/** A release that is blamed, as it is on record now, and the rules that blame it. */
export type Accused = {
  release: string;
  reading: ReleaseReading;
  seal: Seal;
  rules: readonly { rule: string; level: AutonomyLevel }[];
};

/** All that guards are asked about. */
export type Question = {
  incident: Pick<Incident, 'id' | 'origin' | 'terms'>;
  blamed: readonly Blamed[];
  plan: Plan;
  planHash: string;
  accused: readonly Accused[];
  policy: Pick<Policy, 'guards' | 'metadata'>;
  fleet: Fleet;
  quarantine: Quarantine;
  killSwitch: KillSwitch;
  /** What other incidents took back lately. */
  ledger: Ledger;
  /** By `circuitKey`; only where a version was named. */
  histories: ReadonlyMap<string, CircuitHistory>;
  now: Instant;
};

/** A question with what is left of it: guards that were asked before may have left circuits out. */
export type Case = Question & {
  targets: readonly Target[];
  /** By `circuitKey`, of `ledger`. */
  pasts: ReadonlyMap<string, readonly Past[]>;
};

/** What a guard says: of the whole rollback, or of single circuits. */
export type Said =
  | { says: 'passed' | 'refused'; sentence: string }
  | { says: 'narrowed'; leaves: readonly { target: Target; reason: string }[] };

export type Guard = (of: Case) => Said;

export function passed(sentence: string): Said {
  return { says: 'passed', sentence };
}

export function refused(sentence: string): Said {
  return { says: 'refused', sentence };
}

/** Asks circuit by circuit: those for which there is a reason are left out. */
export function eachCircuit(
  targets: readonly Target[],
  reasonFor: (target: Target) => string | undefined,
  sentence: string,
): Said {
  const leaves = targets.flatMap((target) => {
    const reason = reasonFor(target);
    return reason === undefined ? [] : [{ target, reason }];
  });
  return leaves.length === 0 ? passed(sentence) : { says: 'narrowed', leaves };
}
