import type { Evidence } from '../evidence/samples';
import type { RuleVerdict } from '../evidence/verdict';
import { circuitKey } from '../fleet';
import type { Policy } from '../policy';
import type { Rule } from '../policy/rule';
import { minusMinutes } from '../time';
import type { Instant } from '../time';
import type { Candidate } from './candidate';
import { firstFrom } from './onset';
import { pointsOf } from './points';
import type { Point } from './points';
import { shapeOf } from './shape';
import type { Shape } from './shape';
import { illChance, symptomOf } from './symptom';
import type { Question, Symptom } from './symptom';

/** What can be asked about the circuits on which a rule is breached. */
export type Inquiry = {
  rule: Rule;
  verdict: RuleVerdict;
  /** Circuits that breach the rule, whether a release changed them or not. */
  failing: ReadonlySet<string>;
  /** Those, and the ones that are known to keep to it. */
  measured: ReadonlySet<string>;
  /** All circuits that have ever been tried, as far as the evidence reaches. */
  known: ReadonlySet<string>;
  /** How a circuit came to fail; in the light of a release, or of no particular one. */
  symptom: (circuit: string, candidate?: Candidate) => Symptom;
  /** When a release could first be felt. */
  feltFrom: (candidate: Candidate) => Instant;
  /** Whether a circuit was measured since a release could first be felt. */
  isMeasuredSince: (circuit: string, candidate: Candidate) => boolean;
  /** How a circuit has fared since a moment; undefined where it was not tried since. */
  fares: (circuit: string, since: Instant) => 'ill' | 'well' | undefined;
  /** The shape of the change for the worse on these circuits, in the light of a release. */
  shape: (circuits: readonly string[], candidate: Candidate) => Shape;
};

type Setting = {
  evidence: Evidence;
  candidates: readonly Candidate[];
  policy: Policy;
  now: Instant;
};

/** Opens an inquiry into a breached rule; what it is asked twice it looks up once. */
export function inquire(
  { rule, verdict }: { rule: Rule; verdict: RuleVerdict },
  { evidence, candidates, policy, now }: Setting,
): Inquiry {
  const { slackMinutes, usualFailureShare } = policy.blame;
  const feltFrom = ({ at }: Candidate) => minusMinutes(at, slackMinutes);
  const points = pointsOf(rule.metric, evidence);
  const of = (circuit: string) => points.get(circuit) ?? [];
  const windowStart = minusMinutes(now, spanOf(rule));
  const pastUntil = [windowStart, ...candidates.map(feltFrom)].reduce((a, b) => (a < b ? a : b));
  const since = (from: Instant) => (from > windowStart ? from : windowStart);
  const symptoms = new Map<string, Symptom>();

  return {
    rule,
    verdict,
    failing: keysOf(verdict, ['breached']),
    measured: keysOf(verdict, ['breached', 'ok']),
    known: new Set(points.keys()),
    feltFrom,
    symptom: (circuit, candidate) => {
      const from = candidate ? feltFrom(candidate) : pastUntil;
      const key = `${circuit} ${from}`;
      const question = { pastUntil, since: since(from), from, usualFailureShare };
      const known = symptoms.get(key) ?? symptomOf(of(circuit), question);
      symptoms.set(key, known);
      return known;
    },
    isMeasuredSince: (circuit, candidate) =>
      firstFrom(of(circuit), since(feltFrom(candidate))) < of(circuit).length,
    fares: (circuit, from) =>
      faring(of(circuit), { pastUntil, since: from, from, usualFailureShare }),
    shape: (circuits, candidate) => {
      const from = feltFrom(candidate);
      return shapeOf(circuits.map(of), { at: candidate.at, from, since: since(from) });
    },
  };
}

/** Worse than by chance, or not; undefined of what was not tried. */
function faring(points: readonly Point[], question: Question): 'ill' | 'well' | undefined {
  if (firstFrom(points, question.since) >= points.length) {
    return undefined;
  }
  return symptomOf(points, question).chance <= illChance ? 'ill' : 'well';
}

/** How far back a rule looks to find a breach. */
function spanOf({ overMinutes, sustained, sampled }: Rule): number {
  return Math.max(overMinutes, sustained?.minutes ?? 0, sampled?.forMinutes ?? 0);
}

function keysOf({ circuits }: RuleVerdict, answers: readonly string[]): ReadonlySet<string> {
  return new Set(circuits.filter(({ answer }) => answers.includes(answer)).map(circuitKey));
}
