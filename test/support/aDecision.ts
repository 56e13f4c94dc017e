import type { Decision } from '../../shared/domain/decide/decision';
import { unexplained } from '../../shared/domain/decide/explanation';
import type { Explanation } from '../../shared/domain/decide/explanation';
import { start } from './builders';

type Of<Action extends Decision['action']> = Extract<Decision, { action: Action }>;

export function anExplanation(over: Partial<Explanation> = {}): Explanation {
  return { ...unexplained(start, 'jobs fail'), ...over };
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
