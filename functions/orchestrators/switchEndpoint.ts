import type { OrchestrationContext } from 'durable-functions';
import {
  shiftRouting,
  switchEndpoint as contract,
  takeOutSibling,
  watchEndpoint,
} from '../../shared/contracts';
import type { Outcome } from '../../shared/domain/deployment';
import type { Routing } from '../../shared/domain/switch/switch';
import { afterShift, hasTaken } from '../../shared/domain/switch/switching';
import { switchTarget } from '../../shared/domain/switch/switchTarget';
import { plusSeconds } from '../../shared/domain/time';
import { call, nowIn, waitUntil } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Ask = ReturnType<typeof contract.input.parse>;
type Ended = ReturnType<typeof contract.output.parse>;
type Doubt = { status: 'untouched' | 'unverified' | 'failed'; reason: string };

/** Leaves one deployment of an endpoint for its sibling, step by step, each read back. */
export function* switchEndpoint(context: OrchestrationContext): Step<Ended> {
  const ask = contract.input.parse(context.df.getInput());
  const target = switchTarget(ask.plan);
  try {
    const doubt = yield* shiftAll(context, ask);
    if (doubt !== undefined) {
      return end({ ...doubt, target });
    }
    const notes = yield* takeOut(context, ask);
    // What was taken out must not have taken the other with it.
    const after = yield* confirm(context, ask, lastStep(ask));
    return end(after ? { ...after, target } : { status: 'restored', target }, notes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return end({ status: 'unverified', target, reason });
  }
}

function end(outcome: Outcome, notes: string[] = []): Ended {
  return { outcome, notes };
}

function* shiftAll(context: OrchestrationContext, ask: Ask): Step<Doubt | undefined> {
  const { plan, limits } = ask;
  for (const [step, routing] of plan.steps.entries()) {
    context.df.setCustomStatus({ step: step + 1, of: plan.steps.length, routing });
    const doubt = (yield* shift(context, ask, step)) ?? (yield* confirm(context, ask, routing));
    if (doubt !== undefined) {
      return doubt;
    }
    if (step + 1 < plan.steps.length) {
      yield* waitUntil(context, plusSeconds(nowIn(context), limits.waves.settleSeconds));
      const settled = yield* confirm(context, ask, routing);
      if (settled !== undefined) {
        return settled;
      }
    }
  }
  return undefined;
}

/** Writes one step, waiting for what is in the way, but not for ever. */
function* shift(
  context: OrchestrationContext,
  { cause, plan, limits }: Ask,
  step: number,
): Step<Doubt | undefined> {
  const until = plusSeconds(nowIn(context), limits.operationTimeoutMinutes * 60);
  for (;;) {
    const answer = yield* call(context, shiftRouting, { cause, plan, step });
    const after = afterShift(answer, limits.pollSeconds);
    if (after.next === 'watch') {
      return undefined;
    }
    const isFirst = step === 0;
    if (after.next === 'stop') {
      const status = isFirst && answer.status !== 'refused' ? 'untouched' : 'failed';
      return { status, reason: told(after.reason, step) };
    }
    const at = plusSeconds(nowIn(context), after.inSeconds);
    if (at > until) {
      return { status: isFirst ? 'untouched' : 'failed', reason: told(after.trouble, step) };
    }
    yield* waitUntil(context, at);
  }
}

/** Reads the endpoint back until a step has taken, or has not. */
function* confirm(
  context: OrchestrationContext,
  { cause, plan, limits }: Ask,
  routing: Routing | undefined,
): Step<Doubt | undefined> {
  const until = plusSeconds(nowIn(context), limits.operationTimeoutMinutes * 60);
  for (;;) {
    const reading = yield* call(context, watchEndpoint, { cause, plan });
    const taken = hasTaken(reading, routing ?? plan.begins, plan);
    if (taken.is === 'so') {
      return undefined;
    }
    if (taken.is === 'not') {
      return { status: 'failed', reason: `${taken.reason} when read back` };
    }
    const at = plusSeconds(nowIn(context), limits.pollSeconds);
    if (at > until) {
      return { status: 'unverified', reason: `could not be read back: ${taken.why}` };
    }
    yield* waitUntil(context, at);
  }
}

/** Requests that a deployment was given before may run on for so long. */
const drainSeconds = 30;

/** Takes out what nothing is sent to any more. A batch deployment costs nothing while it waits. */
function* takeOut(context: OrchestrationContext, { cause, plan }: Ask): Step<string[]> {
  if (plan.kind === 'batch') {
    return [];
  }
  if (plan.steps.length > 1) {
    yield* waitUntil(context, plusSeconds(nowIn(context), drainSeconds));
  }
  const answer = yield* call(context, takeOutSibling, { cause, plan });
  const { deployment } = plan.from;
  return answer.status === 'started'
    ? [`${deployment} of ${plan.endpoint} is being scaled to no instances`]
    : [
        `${deployment} of ${plan.endpoint} was not scaled down: ${'reason' in answer ? answer.reason : answer.status}`,
      ];
}

function lastStep({ plan }: Ask): Routing | undefined {
  return plan.steps.at(-1);
}

function told(reason: string, step: number): string {
  return step === 0 ? reason : `stopped after ${step} steps: ${reason}`;
}
