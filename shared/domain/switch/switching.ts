import { hasSucceeded, isSettled } from '../deployment';
import type { WriteAnswer } from '../deployment';
import { same } from '../fleet';
import { routingText, sameRouting } from './routing';
import type { EndpointReading, Routing, SwitchPlan } from './switch';

/** What to do after an attempt to write one step. */
export type AfterWrite =
  | { next: 'watch' }
  | { next: 'again'; inSeconds: number; trouble: string }
  | { next: 'stop'; reason: string };

export function afterShift(answer: WriteAnswer, pollSeconds: number): AfterWrite {
  switch (answer.status) {
    case 'started':
    case 'alreadyThere':
      return { next: 'watch' };
    case 'throttled':
      return {
        next: 'again',
        inSeconds: Math.max(1, answer.retryAfterSeconds),
        trouble: 'throttled',
      };
    case 'busy':
      return { next: 'again', inSeconds: pollSeconds, trouble: 'another operation runs on it' };
    case 'locked':
      return { next: 'again', inSeconds: pollSeconds, trouble: `${answer.by} is at work on it` };
    case 'paused':
      return { next: 'again', inSeconds: pollSeconds, trouble: 'a person holds it' };
    case 'unavailable':
      return { next: 'again', inSeconds: pollSeconds, trouble: answer.reason };
    case 'changed':
      return { next: 'stop', reason: `${answer.found}: changed since the plan` };
    case 'gone':
      return { next: 'stop', reason: 'the endpoint or its deployment is gone' };
    case 'refused':
    case 'stopped':
      return { next: 'stop', reason: answer.reason };
  }
}

/** Whether a step has taken, as read back. */
export type Taken = { is: 'so' } | { is: 'pending'; why: string } | { is: 'not'; reason: string };

export function hasTaken(reading: EndpointReading, step: Routing, { to }: SwitchPlan): Taken {
  if (reading.status === 'gone') {
    return { is: 'not', reason: 'the endpoint is gone' };
  }
  if (reading.status === 'unavailable') {
    return { is: 'pending', why: reading.reason };
  }
  const { state, routing, siblings } = reading;
  if (!isSettled(state)) {
    return { is: 'pending', why: `the endpoint is ${state}` };
  }
  if (!hasSucceeded(state) || !sameRouting(routing, step)) {
    return { is: 'not', reason: `the endpoint is ${state}, ${routingText(routing)}` };
  }
  const sibling = siblings.find(({ name }) => same(name, to.deployment));
  return sibling && hasSucceeded(sibling.state)
    ? { is: 'so' }
    : { is: 'not', reason: `deployment ${to.deployment} is ${sibling?.state ?? 'gone'}` };
}
