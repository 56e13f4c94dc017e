import { circuitKey } from '../fleet';
import type { Circuit } from '../fleet';
import type { ActionClass } from '../policy/rule';
import { acquit } from './acquit';
import { blame } from './blame';
import type { Blame } from './blame';
import type { Decision, Hold } from './decision';
import type { Assessed, Hearing } from './hearing';
import { isNamed } from './relevance';
import { kindOf, scopeOf } from './scope';
import { accusation, whyNobody } from './sentence';
import { veto } from './veto';

type Bare<T> = T extends unknown ? Omit<T, 'explanation'> : never;

/** A decision that is yet to be explained, and whom each breached rule points at. */
export type Judgement = { decision: Bare<Decision>; blames: readonly Blame[] };

/**
 * Decides by the matrix. Only breached rules of class `rollBack` that are measured can come to a
 * rollback, only a release that explains them is rolled back, and what cannot be told apart from a
 * common cause is left to a person.
 */
export function judge(hearing: Hearing): Judgement {
  const { alerts, inquiries } = hearing;
  if (alerts.standing === 0) {
    return bare({ action: 'ignore', reason: 'no alert stands', failing: [] });
  }
  return inquiries.length > 0 ? judgeBreaches(hearing) : judgeRest(hearing);
}

function judgeBreaches(hearing: Hearing): Judgement {
  const { alerts, inquiries, candidates, policy } = hearing;
  const blames = acquit(inquiries.map((inquiry) => blame(inquiry, candidates, policy.blame)));
  const culprits = blames.flatMap((one) => one.culprits);
  const said = inquiries.map(({ verdict }) => verdict.sentence).join('; ');
  if (alerts.dependenciesDown.length > 0) {
    const down = alerts.dependenciesDown.join(', ');
    return { decision: hold(hearing, 'dependencyDown', `${said}, but ${down} is down`), blames };
  }
  if (culprits.length === 0) {
    return { decision: nobody(hearing, blames), blames };
  }
  const changed = new Set(culprits.flatMap(({ candidate }) => [...candidate.changed]));
  const objection = blames.map((one) => veto(one, changed, policy.blame)).find(isSaid);
  return objection === undefined
    ? { decision: rollBack(hearing, blames), blames }
    : { decision: hold(hearing, 'unchangedFail', `${said}, but ${objection}`), blames };
}

function rollBack({ rules, policy }: Hearing, blames: readonly Blame[]): Bare<Decision> {
  const accused = blames.filter(({ culprits }) => culprits.length > 0);
  const circuits = circuitsIn(rules);
  const blamed = scopeOf(accused, {
    wholeReleaseShare: policy.blame.wholeReleaseShare,
    circuits,
  });
  const explained = new Set(
    accused.flatMap(({ culprits }) => culprits.flatMap((one) => one.explained)),
  );
  const urgencies = new Set(accused.map(({ inquiry }) => inquiry.rule.urgency));
  const order = ['immediate', 'varies', 'investigateFirst'] as const;
  return {
    action: 'rollBack',
    kind: kindOf(blamed),
    blamed,
    urgency: order.find((urgency) => urgencies.has(urgency)) ?? 'varies',
    reason: accused
      .filter((one, index) => !accused.slice(0, index).some((said) => covers(said, one)))
      .map(accusation)
      .join('; '),
    failing: circuits.filter((circuit) => explained.has(circuitKey(circuit))),
  };
}

/** Whether one symptom says of the same releases all that another one does, and of no fewer circuits. */
function covers(one: Blame, other: Blame): boolean {
  return other.culprits.every(({ candidate, explained }) => {
    const said = one.culprits.find((culprit) => culprit.candidate === candidate);
    const circuits = new Set(said?.explained);
    return explained.every((circuit) => circuits.has(circuit));
  });
}

/** Something fails, and no release is to blame. */
function nobody(hearing: Hearing, blames: readonly Blame[]): Bare<Decision> {
  const { candidates, policy, takenBack } = hearing;
  const recent = new Set(candidates.flatMap(({ changed }) => [...changed]));
  const reason = blames.map((one) => whyNobody(one, policy.blame)).join('; ');
  const again = takenBack.find(({ changed }) =>
    blames.some(({ inquiry }) => [...inquiry.failing].some((circuit) => changed.has(circuit))),
  );
  if (again) {
    return hold(hearing, 'rolledBack', `${reason}; ${again.release} was rolled back already`);
  }
  if (blames.every(({ failing }) => failing.size === 0)) {
    return hold(hearing, 'asUsual', reason);
  }
  if (candidates.length === 0) {
    return hold(hearing, 'noRelease', reason);
  }
  const objection = blames.map((one) => veto(one, recent, policy.blame)).find(isSaid);
  return objection === undefined
    ? hold(hearing, 'unexplained', reason)
    : hold(hearing, 'unchangedFail', `${reason}; ${objection}`);
}

/** Nothing that may lead to a rollback is known to be breached. */
function judgeRest(hearing: Hearing): Judgement {
  const { alerts, rules } = hearing;
  const spike = rules.find(
    ({ rule, verdict }) => rule.action === 'rollBack' && verdict.answer === 'breached',
  );
  const unknown = rules.filter(
    ({ rule, verdict }) =>
      verdict.answer === 'unknown' && rule.action !== 'alert' && isNamed(rule, alerts, rules),
  );
  if (unknown.length > 0) {
    const reason = unknown.map(({ verdict }) => verdict.sentence).join('; ');
    return {
      decision: { ...hold(hearing, 'unmeasured', reason), evidence: 'unknown' },
      blames: [],
    };
  }
  if (isBehind(hearing)) {
    const reason = 'what the alerts saw has not come in yet';
    return {
      decision: { ...hold(hearing, 'unmeasured', reason), evidence: 'unknown' },
      blames: [],
    };
  }
  if (spike) {
    const reason = `${spike.verdict.sentence}, but nothing that was measured bears them out`;
    return { decision: hold(hearing, 'alertsAlone', reason), blames: [] };
  }
  return bare(lesserOf(rules) ?? allClear(hearing));
}

/** Whether the evidence is older than all that the alerts tell, and nothing is known to be breached. */
function isBehind({ alerts, asOf, rules }: Hearing): boolean {
  const { firstFiredAt } = alerts;
  const isQuiet = rules.every(({ verdict }) => verdict.answer !== 'breached');
  return isQuiet && firstFiredAt !== undefined && firstFiredAt > asOf;
}

const lesserClasses = ['investigate', 'restart', 'alert'] as const satisfies ActionClass[];

/** The gravest class of the breached rules, all of which are less than a rollback. */
function lesserOf(rules: readonly Assessed[]): Bare<Decision> | undefined {
  const breached = rules.filter(({ verdict }) => verdict.answer === 'breached');
  const action = lesserClasses.find((each) => breached.some(({ rule }) => rule.action === each));
  if (action === undefined) {
    return undefined;
  }
  const those = breached.filter(({ rule }) => rule.action === action);
  return {
    action,
    rules: those.map(({ rule }) => rule.id),
    reason: those.map(({ verdict }) => verdict.sentence).join('; '),
    failing: circuitsIn(those, ['breached']),
  };
}

function allClear({ alerts, rules }: Hearing): Bare<Decision> {
  const asked = rules.filter(({ rule }) => isNamed(rule, alerts, rules));
  const reason = asked.map(({ verdict }) => verdict.sentence).join('; ');
  return { action: 'ignore', reason: reason || 'no rule of the policy is breached', failing: [] };
}

function hold(
  { inquiries }: Hearing,
  why: Hold,
  reason: string,
): Bare<Extract<Decision, { action: 'escalate' }>> {
  return {
    action: 'escalate',
    evidence: 'measured',
    hold: why,
    reason,
    failing: circuitsIn(inquiries, ['breached']),
  };
}

function circuitsIn(
  rules: readonly Pick<Assessed, 'verdict'>[],
  answers?: readonly string[],
): Circuit[] {
  const circuits = rules
    .flatMap(({ verdict }) => verdict.circuits)
    .filter(({ answer }) => answers?.includes(answer) ?? true)
    .map(({ plant, circuit }) => ({ plant, circuit }));
  return [...new Map(circuits.map((one) => [circuitKey(one), one])).entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, circuit]) => circuit);
}

function bare(decision: Bare<Decision>): Judgement {
  return { decision, blames: [] };
}

function isSaid(objection: string | undefined): objection is string {
  return objection !== undefined;
}
