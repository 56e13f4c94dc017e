import type { Decision } from '../../shared/domain/decide/decision';
import { unexplained } from '../../shared/domain/decide/explanation';
import type { Explanation } from '../../shared/domain/decide/explanation';
import { start } from './builders';

type Of<Action extends Decision['action']> = Extract<Decision, { action: Action }>;

export function anExplanation(over: Partial<Explanation> = {}): Explanation {
  return { ...unexplained(start, 'jobs fail'), ...over };
}

/** One in which a rule that may lead to a rollback blames a release. */
export function anAccusation({ rule = 'job-failures', release = 'Release-123' } = {}): Explanation {
  return anExplanation({
    rules: [
      {
        rule,
        title: 'Job failures',
        action: 'rollBack',
        urgency: 'immediate',
        answer: 'breached',
        sentence: 'job failures on 41 circuits > 1 circuit in 30 min',
        failing: 41,
        measured: 50,
        asUsual: 0,
      },
    ],
    candidates: [
      {
        rule,
        release,
        kind: 'environment',
        at: '2026-11-21T00:30:00.000Z',
        standing: 'blamed',
        score: 0.9,
        recall: 1,
        precision: 0.82,
        timing: 1,
        contrast: 1,
        chance: 1e-30,
        changed: 50,
        measured: 50,
        failing: 41,
        explained: 41,
        why: 'all 41 changed by Release-123',
      },
    ],
    rejected: [],
  });
}

export function ignored(reason = 'no alert stands'): Decision {
  return { action: 'ignore', reason, failing: [], explanation: anExplanation() };
}

/** An environment release that is taken back from all it was released to. */
export function aRollBack(over: Partial<Of<'rollBack'>> = {}): Of<'rollBack'> {
  return {
    action: 'rollBack',
    kind: 'environment',
    blamed: [{ release: 'Release-123', kind: 'environment', scope: { of: 'release' } }],
    urgency: 'immediate',
    reason: 'jobs fail on 41 circuits',
    failing: [{ plant: 'P001', circuit: 'C001' }],
    explanation: anExplanation(),
    ...over,
  };
}

export function anEscalation(over: Partial<Of<'escalate'>> = {}): Of<'escalate'> {
  return {
    action: 'escalate',
    evidence: 'measured',
    hold: 'unexplained',
    reason: 'jobs fail',
    failing: [],
    explanation: anExplanation(),
    ...over,
  };
}
