import type { Target } from '../deployment';
import { circuitKey } from '../fleet';
import { targetsOf } from '../plan/plan';
import type { GuardName } from '../policy/guards';
import type { Consultation, GuardAnswer, LeftOut } from './answer';
import { approval } from './approval';
import { autonomy } from './autonomy';
import { budget } from './budget';
import { coolDown } from './coolDown';
import { floor } from './floor';
import { freezeWindow } from './freezeWindow';
import { irreversible } from './irreversible';
import { killSwitch } from './killSwitch';
import { pastsOf, withoutIncident } from './ledger';
import { maxShareOfFleet } from './maxShareOfFleet';
import { metadata } from './metadata';
import { oneStepBack } from './oneStepBack';
import { quarantine } from './quarantine';
import type { Guard, Question, Said } from './question';
import { runningOperation } from './runningOperation';

/** In this order: those that leave out single circuits come before those that count what is left. */
const guards: readonly (readonly [GuardName, Guard])[] = [
  ['killSwitch', killSwitch],
  ['metadata', metadata],
  ['irreversible', irreversible],
  ['freezeWindow', freezeWindow],
  ['quarantine', quarantine],
  ['runningOperation', runningOperation],
  ['oneStepBack', oneStepBack],
  ['floor', floor],
  ['coolDown', coolDown],
  ['budget', budget],
  ['maxShareOfFleet', maxShareOfFleet],
  ['approval', approval],
  ['autonomy', autonomy],
];

/**
 * Asks every guard about a plan before anything of it is written. Guards about single circuits
 * leave those out and let the others go on; any other refusal stops all of it. All guards are
 * asked, so that a person reads everything that is in the way at once.
 */
export function consultGuards(question: Question): Consultation {
  const planned = targetsOf(question.plan);
  const ledger = withoutIncident(question.ledger, question.incident.id);
  const pasts = pastsOf(ledger);
  const answers: GuardAnswer[] = [];
  const leftOut: LeftOut[] = [];
  let targets: readonly Target[] = planned;
  // What writes nothing needs nobody's leave.
  for (const [guard, ask] of planned.length === 0 ? [] : guards) {
    const said = ask({ ...question, ledger, pasts, targets });
    const answer = answerOf(guard, said, question);
    answers.push(answer);
    if (said.says === 'narrowed' && answer.answer === 'narrowed') {
      leftOut.push(
        ...said.leaves.map(({ target, reason }) => ({ target, reason: `${guard}: ${reason}` })),
      );
      targets = without(targets, said.leaves);
    }
  }
  const isRefused =
    answers.some(({ answer }) => answer === 'refused') ||
    (planned.length > 0 && targets.length === 0);
  const narrowed = leftOut.length > 0 ? 'narrowed' : 'passed';
  return { at: question.now, status: isRefused ? 'refused' : narrowed, answers, leftOut };
}

function answerOf(guard: GuardName, said: Said, question: Question): GuardAnswer {
  const sentence = said.says === 'narrowed' ? inShort(said.leaves) : said.sentence;
  if (said.says !== 'passed' && maySkip(guard, question)) {
    const { origin } = question.incident;
    const who = origin.by === 'person' ? (origin.name ?? 'a person') : origin.by;
    return { guard, answer: 'skipped', sentence: `${who} went past it: ${sentence}` };
  }
  return { guard, answer: said.says, sentence };
}

/** Only a person, only by name, only what the policy allows, and only with what goes all at once. */
function maySkip(guard: GuardName, { incident: { origin, terms }, policy }: Question): boolean {
  return (
    origin.by === 'person' &&
    (terms?.strategy ?? 'emergency') === 'emergency' &&
    (terms?.overrideGuards ?? []).includes(guard) &&
    policy.guards.emergencyMaySkip.some((name) => name === guard)
  );
}

/** More reasons than this are counted and not named; each circuit has its own in the report. */
const mostNamed = 3;

function inShort(leaves: readonly { reason: string }[]): string {
  const reasons = [...new Set(leaves.map(({ reason }) => reason))];
  const named = reasons.slice(0, mostNamed);
  const more = reasons.length - named.length;
  return more > 0 ? `${named.join('; ')}; and ${more} more of this sort` : named.join('; ');
}

function without(
  targets: readonly Target[],
  leaves: readonly { target: Target }[],
): readonly Target[] {
  const gone = new Set(leaves.map(({ target }) => circuitKey(target)));
  return targets.filter((target) => !gone.has(circuitKey(target)));
}
