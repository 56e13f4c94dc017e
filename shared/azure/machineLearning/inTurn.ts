import {
  afterHearing,
  afterSending,
  returnTurn,
  takeTurn,
  wholeBudget,
} from '../../domain/restore/budget';
import type { WriteLimit } from '../../domain/restore/pace';
import type { Instant } from '../../domain/time';
import type { Deployments } from '../../ports';

type Surroundings = {
  /** What the service lets us write, as far as the operator knows. */
  limit: () => Promise<WriteLimit>;
  now: () => Instant;
  wait: (seconds: number) => Promise<void>;
};

/** Nothing waits longer in a call: the orchestration does, which can be told to stop. */
const longestWaitSeconds = 20;

/**
 * Deployments whose writes keep to the service's limit: one that would be refused waits before it
 * looks, or is told when to come again. Plants pace themselves; this is for when several of them
 * are late, and then write at once.
 */
export function inTurn(deployments: Deployments, surroundings: Surroundings): Deployments {
  const { limit, now, wait } = surroundings;
  let budget = wholeBudget;
  return {
    ...deployments,
    startRestore: async (target, incident, mayWrite) => {
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
        return answer;
      } finally {
        budget = isSent ? budget : returnTurn(budget);
      }
    },
  };
}
