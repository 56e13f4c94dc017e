import type { RetryPolicy } from './action';
import type { Numbering, Settle, Unnumbered } from './numbering';

type Attempts = {
  policy: RetryPolicy;
  /** The call of one attempt. Retries say which attempt, by its id, was the first. */
  attempt: (retryOf: number | undefined) => Unnumbered;
  /** Told when the retry timeout ends the attempts early. */
  onTimeout: () => void;
};

/**
 * Tries a call until it succeeds or the policy is spent. Each failure takes one id for a timer,
 * the last one too: the SDK waits for that timer before it gives the failure to the orchestrator.
 *
 * Only the retry timeout ends without a timer. The SDK keeps no track of it and waits for ever, as
 * it does in Azure.
 */
export function runWithRetry(
  numbering: Numbering,
  { policy, attempt, onTimeout }: Attempts,
  settle: Settle,
): void {
  const firstAttemptAt = numbering.now;
  let firstId: number | undefined;

  const tryOnce = (failures: number): void => {
    const id = numbering.open(attempt(firstId), (outcome) => {
      if (outcome.ok) {
        settle(outcome);
        return;
      }
      if (numbering.now >= firstAttemptAt + policy.timeoutMs) {
        onTimeout();
        settle(outcome);
        return;
      }
      const last = failures + 1 >= policy.maxAttempts;
      const fireAt = numbering.now + (last ? 0 : retryDelay(policy, failures));
      numbering.open({ kind: 'timerCreated', fireAt }, () =>
        last ? settle(outcome) : tryOnce(failures + 1),
      );
    });
    firstId ??= id;
  };

  tryOnce(0);
}

/** How long to wait after the failure that follows `failures` others, in whole milliseconds. */
function retryDelay(policy: RetryPolicy, failures: number): number {
  const delay = policy.firstIntervalMs * policy.backoffCoefficient ** failures;
  return Math.ceil(Math.min(delay, policy.maxIntervalMs));
}
