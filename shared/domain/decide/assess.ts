import type { Folded } from '../alert/folded';
import type { Evidence } from '../evidence/samples';
import type { CircuitVerdict } from '../evidence/verdict';
import { circuitKey, circuitsOf } from '../fleet';
import type { Circuit, Fleet } from '../fleet';
import type { Policy } from '../policy';
import type { Rule } from '../policy/rule';
import type { Release } from '../release';
import { assessRules } from '../rule/assessRules';
import type { Instant } from '../time';
import { candidatesFrom } from './candidate';
import type { Assessed, Hearing } from './hearing';
import { inquire } from './inquiry';

/** What a decision is asked about. */
export type Case = {
  alerts: Folded;
  evidence: Evidence;
  releases: readonly Release[];
  fleet: Fleet;
  policy: Policy;
  now: Instant;
  /** Releases that cannot be blamed any more, by id, and why: rolled back already, or quarantined. */
  spent?: ReadonlyMap<string, string>;
};

/** Lets all rules be assessed, and opens an inquiry into each that may lead to a rollback. */
export function assess(question: Case): Hearing {
  const { alerts, evidence, policy, now, releases, spent = new Map() } = question;
  const docket = candidatesFrom(releases, {
    now,
    withinMinutes: policy.blame.releaseWithinMinutes,
    spent,
  });
  // Without an alert nothing is asked: what nobody complains of is the sweep's to find.
  const rules =
    alerts.standing === 0 ? [] : sinceDeploy(question, assessed(question, policy.rules));
  const breached = rules.filter(
    ({ rule, verdict }) =>
      rule.action === 'rollBack' && verdict.answer === 'breached' && isMeasured(rule),
  );
  const setting = { evidence, candidates: docket.candidates, policy, now };
  const symptoms = oneByMetric(breached);
  const everywhere = assessed(
    question,
    symptoms.map(({ rule }) => wherever(rule)),
  );
  const inquiries = symptoms.map(({ rule, verdict }, index) => {
    const circuits = joined(everywhere[index]?.verdict.circuits ?? [], verdict.circuits);
    return inquire({ rule, verdict: { ...verdict, circuits } }, setting);
  });
  return { ...docket, alerts, rules, inquiries, policy, now, asOf: evidence.asOf };
}

/**
 * Samples of the revision before say nothing of this one: where a rule is not breached over all of
 * its time, circuits that were changed within that time are judged by what came after, too.
 */
function sinceDeploy(question: Case, rules: readonly Assessed[]): Assessed[] {
  const diluted = rules.filter(
    ({ rule, verdict }) =>
      rule.action === 'rollBack' &&
      rule.withinMinutesOfDeploy === undefined &&
      verdict.answer !== 'breached' &&
      isMeasured(rule),
  );
  const fresh = assessed(
    question,
    diluted.map(({ rule }) => ({ ...rule, withinMinutesOfDeploy: rule.overMinutes })),
  );
  const breached = new Map(
    fresh.flatMap(({ rule, verdict }) =>
      verdict.answer === 'breached' ? [[rule.id, verdict] as const] : [],
    ),
  );
  return rules.map(({ rule, verdict }) => ({ rule, verdict: breached.get(rule.id) ?? verdict }));
}

/** Counts of alerts are hints: nothing is known of a circuit from them. */
function isMeasured({ metric }: Rule): boolean {
  return metric !== 'alertsPerHour' && metric !== 'alert';
}

/** All circuits, those that breach the rule as it stands among them. */
function joined(
  all: readonly CircuitVerdict[],
  found: readonly CircuitVerdict[],
): CircuitVerdict[] {
  const breached = found.filter(({ answer }) => answer === 'breached');
  return [...new Map([...all, ...breached].map((one) => [circuitKey(one), one])).values()];
}

/** Rules that differ only in how many circuits they ask for are one symptom: the one that asks for most speaks. */
function oneByMetric(breached: readonly Assessed[]): Assessed[] {
  const bySymptom = new Map<string, Assessed>();
  for (const one of breached) {
    const { metric, breachedWhen, overMinutes } = one.rule;
    const symptom = JSON.stringify([metric, breachedWhen, overMinutes]);
    const known = bySymptom.get(symptom);
    if (known === undefined || known.rule.minCircuits < one.rule.minCircuits) {
      bySymptom.set(symptom, one);
    }
  }
  return [...bySymptom.values()];
}

/** A rule about circuits fresh from a release, asked of all: only then is there something to compare them with. */
function wherever(rule: Rule): Rule {
  const asked: Rule = { ...rule, settleMinutes: 0 };
  delete asked.withinMinutesOfDeploy;
  return asked;
}

function assessed(question: Case, rules: readonly Rule[]): Assessed[] {
  const { alerts, evidence, fleet, policy, now, releases } = question;
  const verdicts = assessRules({
    policy: { ...policy, rules: [...rules] },
    evidence,
    releases: releases.map(({ at, changes }) => ({ at, circuits: changes })),
    alertsLastHour: alerts.firedLastHour,
    firing: alerts.alarms.map(({ rule, ...where }) => ({
      alertRule: rule,
      circuits: alarmedIn(where, fleet),
    })),
    now,
  });
  const said = new Map(verdicts.map((verdict) => [verdict.rule, verdict]));
  return rules.flatMap((rule) => {
    const verdict = said.get(rule.id);
    return verdict ? [{ rule, verdict }] : [];
  });
}

function alarmedIn(
  { circuits, plants, wholeFleet }: Pick<Folded, 'circuits' | 'plants' | 'wholeFleet'>,
  fleet: Fleet,
): Circuit[] {
  const named = new Set(circuits.map(circuitKey));
  return circuitsOf(fleet).filter(
    (circuit) => wholeFleet || plants.includes(circuit.plant) || named.has(circuitKey(circuit)),
  );
}
