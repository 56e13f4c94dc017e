import type { Target, WriteAnswer } from '../../domain/deployment';
import {
  afterHearing,
  afterRefusal,
  afterSending,
  returnTurn,
  takeTurn,
  wholeBudget,
} from '../../domain/restore/budget';
import type { WriteLimit } from '../../domain/restore/pace';
import { secondsBetween } from '../../domain/time';
import type { Instant } from '../../domain/time';
import type { Deployments, MayWrite } from '../../ports';

type Surroundings = {
  /** What the service lets us write, as far as the operator knows. */
  limit: () => Promise<WriteLimit>;
  now: () => Instant;
  wait: (seconds: number) => Promise<void>;
};

/** Nothing waits longer in a call: the orchestration does, which can be told to stop. */
const longestWaitSeconds = 20;

/** Trouble that passes is waited out in the call while the other writes of its plant are answered. */
const tries = 4;
const pauseSeconds = 1;

/**
 * Deployments whose writes keep to the service's limit: one that would be refused waits before it
 * looks, or is told when to come again. Plants pace themselves; this is for when several of them
 * are late, and then write at once. What meets passing trouble is tried again from its look on.
 */
export function inTurn(deployments: Deployments, surroundings: Surroundings): Deployments {
  const { now, wait } = surroundings;
  const attempt = attempts(deployments, surroundings);
  return {
    ...deployments,
    startRestore: async (target, incident, mayWrite) => {
      const begunAt = now();
      for (let tried = 1; ; tried += 1) {
        // oxlint-disable-next-line no-await-in-loop -- again only after trouble
        const answer = await attempt({ target, incident, mayWrite });
        const passes = answer.status === 'unavailable' || answer.status === 'throttled';
        const seconds = answer.status === 'throttled' ? answer.retryAfterSeconds : pauseSeconds;
        const waited = secondsBetween(begunAt, now());
        if (!passes || tried === tries || waited + seconds > longestWaitSeconds) {
          return answer;
        }
        // oxlint-disable-next-line no-await-in-loop -- as above
        await wait(Math.max(seconds, pauseSeconds));
      }
    },
  };
}

type Write = { target: Target; incident: string; mayWrite: MayWrite };

/** One attempt each, of which all together keep to one budget. */
function attempts(
  deployments: Deployments,
  { limit, now, wait }: Surroundings,
): (write: Write) => Promise<WriteAnswer> {
  let budget = wholeBudget;
  return async ({ target, incident, mayWrite }) => {
    const writes = await limit();
    const turn = takeTurn(budget, writes, now());
    if (turn.waitSeconds > longestWaitSeconds) {
      return { status: 'throttled', retryAfterSeconds: Math.min(turn.waitSeconds, 3600) };
    }
    budget = turn.budget;
    let isSent = false;
    try {
      if (turn.waitSeconds > 0) {
        await wait(turn.waitSeconds);
      }
      const answer = await deployments.startRestore(target, incident, async () => {
        const refused = await mayWrite();
        isSent = refused === undefined;
        budget = isSent ? afterSending(budget, now()) : budget;
        return refused;
      });
      if (answer.status === 'started' && answer.remaining !== undefined) {
        budget = afterHearing(budget, writes, answer.remaining);
      }
      if (answer.status === 'throttled') {
        budget = afterRefusal(budget, writes, answer.retryAfterSeconds);
      }
      return answer;
    } finally {
      budget = isSent ? budget : returnTurn(budget);
    }
  };
}
