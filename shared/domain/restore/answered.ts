import type { WriteAnswer } from '../deployment';
import { revisionText } from '../revision';
import type { Revision } from '../revision';
import { plusSeconds } from '../time';
import { ended, restored, stopped } from './work';
import type { Moment, Waiting, Work } from './work';

/** A write that could not be sent is tried again this often; the wait doubles each time. */
const maxTries = 12;
const longestWaitSeconds = 60;

/** Where a target stands after an attempt to start its write. */
export function answered(work: Waiting, answer: WriteAnswer, moment: Moment): Work {
  const { target, attempts } = work;
  switch (answer.status) {
    case 'started':
      return begun(work, answer, moment);
    case 'alreadyThere':
      return answer.byUs || attempts > 0
        ? restored(target)
        : ended(target, 'untouched', `already on ${revisionText(target.to)}`);
    case 'changed':
      return ended(target, 'untouched', changedSince(target.from, answer.found));
    case 'gone':
      return ended(target, 'failed', `deployment ${target.deployment} is gone`);
    case 'refused':
      return ended(target, 'failed', answer.reason);
    case 'throttled': {
      // Retry-After counts whole seconds: zero is less than one, and not leave to ask without pause.
      const seconds = Math.max(1, answer.retryAfterSeconds);
      return later(work, { seconds, trouble: 'throttled' }, moment);
    }
    case 'busy':
      return nextLook(work, 'another operation runs on it', moment);
    case 'locked':
      return nextLook(work, `${answer.by} is at work on it`, moment);
    case 'paused':
      return work;
    case 'stopped':
      return answer.skipped
        ? ended(target, 'untouched', answer.reason)
        : stopped(target, answer.reason);
    case 'unavailable':
      return tryAgain(work, answer.reason, moment);
  }
}

function begun(
  { target, attempts }: Waiting,
  { operation, expected }: Extract<WriteAnswer, { status: 'started' }>,
  { now }: Moment,
): Work {
  return {
    phase: 'writing',
    target,
    attempts: attempts + 1,
    since: now,
    ...(operation === undefined ? {} : { operation }),
    ...(expected === undefined ? {} : { expected }),
  };
}

function nextLook(work: Waiting, trouble: string, moment: Moment): Work {
  return later(work, { seconds: moment.limits.pollSeconds, trouble }, moment);
}

function tryAgain(work: Waiting, trouble: string, moment: Moment): Work {
  const tries = work.tries + 1;
  if (tries >= maxTries) {
    return ended(work.target, 'failed', `gave up after ${tries} tries: ${trouble}`);
  }
  const seconds = Math.min(longestWaitSeconds, (moment.limits.pollSeconds / 10) * 2 ** tries);
  return later({ ...work, tries }, { seconds, trouble }, moment);
}

function later(
  work: Waiting,
  { seconds, trouble }: { seconds: number; trouble: string },
  { now }: Moment,
): Work {
  return { ...work, notBefore: plusSeconds(now, seconds), trouble };
}

function changedSince(expected: Revision, found: string): string {
  return `runs ${found || 'no environment'}, not ${revisionText(expected)}: changed since the plan`;
}
