import type { GuardAnswer } from '../../shared/domain/guard/answer';
import { consultGuards } from '../../shared/domain/guard/consultGuards';
import { emptyLedger, withBegun, withEnded } from '../../shared/domain/guard/ledger';
import type { Ledger } from '../../shared/domain/guard/ledger';
import type { Accused, Question } from '../../shared/domain/guard/question';
import type { Target } from '../../shared/domain/deployment';
import { blamedIn } from '../../shared/domain/incident';
import type { Incident } from '../../shared/domain/incident';
import type { Plan } from '../../shared/domain/plan/plan';
import { planHash } from '../../shared/domain/plan/preview';
import type { PolicyInput } from '../../shared/domain/policy';
import type { GuardName } from '../../shared/domain/policy/guards';
import { byPlant } from '../../shared/domain/wave/strategy';
import { aFleet, aPolicy, aRelease, anIncident, someTargets, start } from './builders';

export function aPlan(targets: readonly Target[], over: Partial<Plan> = {}): Plan {
  return {
    releases: ['Release-123'],
    strategy: 'emergency',
    waves: targets.length === 0 ? [] : [{ plants: byPlant(targets) }],
    alreadyThere: [],
    blocked: [],
    notes: [],
    ...over,
  };
}

export function anAccused(over: Partial<Accused> = {}): Accused {
  return {
    release: 'Release-123',
    reading: { status: 'read', release: aRelease() },
    seal: { status: 'unsealed' },
    rules: [{ rule: 'job-failures', level: 'auto' }],
    ...over,
  };
}

type Over = Partial<Omit<Question, 'incident' | 'policy'>> & {
  targets?: readonly Target[];
  incident?: Partial<Incident>;
  guards?: PolicyInput['guards'];
  metadata?: PolicyInput['metadata'];
};

/** About three circuits of one plant, in a world in which nothing stands against it. */
export function aQuestion({
  targets = someTargets(3),
  incident: over,
  guards,
  metadata,
  ...rest
}: Over = {}): Question {
  const incident = anIncident(over);
  const plan = rest.plan ?? aPlan(targets);
  return {
    incident,
    blamed: blamedIn(incident),
    plan,
    planHash: planHash(plan),
    accused: [anAccused()],
    policy: aPolicy({ ...(guards && { guards }), ...(metadata && { metadata }) }),
    fleet: aFleet(),
    quarantine: { entries: [] },
    killSwitch: { on: false },
    ledger: emptyLedger,
    histories: new Map(),
    now: start,
    ...rest,
  };
}

/** What one guard says of it. */
export function answerOf(guard: GuardName, over: Over): GuardAnswer['answer'] {
  return sayingOf(guard, over).answer;
}

export function sayingOf(guard: GuardName, over: Over): GuardAnswer {
  const { answers } = consultGuards(aQuestion(over));
  return answers.find((one) => one.guard === guard)!;
}

/** A ledger in which other incidents took circuits back, the last of them at the end. */
export function aLedger(
  ...rollbacks: { at: string; targets: readonly Target[]; running?: boolean; incident?: string }[]
): Ledger {
  return rollbacks.reduce((ledger, { running = false, ...rollback }, index) => {
    const doing = { incident: `earlier-${index + 1}`, ...rollback };
    const begun = withBegun(ledger, doing);
    return running ? begun : withEnded(begun, doing);
  }, emptyLedger);
}
