import type { CandidateFinding, Explanation, RuleFinding } from './explanation';
import { flipsOf } from './flips';
import type { Hearing } from './hearing';
import type { Judgement } from './judge';
import type { Blame } from './blame';
import { overlap, whyNot } from './sentence';
import type { Weight } from './weigh';

/** Says why a judgement came out as it did: what was asked, who was asked about, what else there was. */
export function explain(hearing: Hearing, judgement: Judgement): Explanation {
  return {
    at: hearing.now,
    rules: rulesOf(hearing, judgement),
    guards: [],
    candidates: judgement.blames.flatMap((blame) => candidatesOf(blame, hearing)),
    excluded: [...hearing.excluded],
    rejected: rejectedBy(hearing, judgement),
    flips: flipsOf(hearing, judgement),
  };
}

function rulesOf({ rules }: Hearing, { blames }: Judgement): RuleFinding[] {
  return rules.map(({ rule, verdict }) => {
    const failing = verdict.circuits.filter(({ answer }) => answer === 'breached').length;
    const measured = verdict.circuits.filter(({ answer }) => answer !== 'unknown').length;
    const blame = blames.find(({ inquiry }) => inquiry.rule.id === rule.id);
    return {
      rule: rule.id,
      title: rule.title,
      action: rule.action,
      urgency: rule.urgency,
      answer: verdict.answer,
      sentence: verdict.sentence,
      failing,
      measured,
      asUsual: blame ? blame.inquiry.failing.size - blame.failing.size : 0,
    };
  });
}

function candidatesOf(
  { inquiry, culprits, ranking }: Blame,
  { policy }: Hearing,
): CandidateFinding[] {
  const blamed = new Map(culprits.map((one) => [one.candidate, one]));
  const [runnerUp] = ranking.filter(({ candidate, score }) => !blamed.has(candidate) && score > 0);
  return ranking.map((first) => {
    const culprit = blamed.get(first.candidate);
    const weight = culprit ?? first;
    return {
      rule: inquiry.rule.id,
      standing: standingOf(culprit, first === runnerUp),
      why: culprit ? overlap(culprit) : whyNot(first, policy.blame),
      ...numbersOf(weight),
    };
  });
}

function standingOf(
  culprit: Weight | undefined,
  isRunnerUp: boolean,
): CandidateFinding['standing'] {
  if (culprit) {
    return 'blamed';
  }
  return isRunnerUp ? 'runnerUp' : 'notBlamed';
}

function numbersOf(weight: Weight): Omit<CandidateFinding, 'rule' | 'standing' | 'why'> {
  const {
    candidate,
    score,
    recall,
    precision,
    timing,
    contrast,
    chance,
    measured,
    failing,
    explained,
  } = weight;
  return {
    release: candidate.release,
    kind: candidate.kind,
    at: candidate.at,
    score: rounded(score),
    recall: rounded(recall),
    precision: rounded(precision),
    timing: rounded(timing),
    contrast: rounded(contrast),
    chance,
    changed: candidate.changed.size,
    measured,
    failing,
    explained: explained.length,
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function rejectedBy(
  { inquiries }: Hearing,
  { decision, blames }: Judgement,
): Explanation['rejected'] {
  switch (decision.action) {
    case 'rollBack':
      return [
        {
          alternative: 'call a person and wait',
          why: 'a release explains what fails, and nothing speaks against it',
        },
        ...otherKinds(decision.kind),
      ];
    case 'escalate':
      return [
        ...(blames.some(({ culprits }) => culprits.length > 0) ||
        inquiries.length > 0 ||
        decision.evidence === 'unknown'
          ? [{ alternative: 'roll back', why: decision.reason }]
          : [{ alternative: 'roll back', why: 'an alert alone never writes' }]),
        {
          alternative: 'leave it alone',
          why: 'alerts stand, and what they say is not known to be harmless',
        },
      ];
    case 'alert':
    case 'restart':
    case 'investigate':
      return [
        { alternative: 'roll back', why: `the breached rules go as far as ${decision.action}` },
      ];
    case 'ignore':
      return [{ alternative: 'roll back', why: decision.reason }];
  }
}

function otherKinds(kind: 'model' | 'environment' | 'both'): Explanation['rejected'] {
  const all = ['model', 'environment', 'both'] as const;
  return all
    .filter((other) => other !== kind)
    .map((other) => ({
      alternative: `roll back ${other === 'both' ? 'both' : `the ${other}`}`,
      why:
        other === 'both'
          ? `nothing that fails needs more than the ${kind} to explain it`
          : `what fails came with ${kind === 'both' ? 'both' : `the ${kind}`}`,
    }));
}
