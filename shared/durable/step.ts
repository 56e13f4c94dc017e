import { RetryOptions } from 'durable-functions';
import type { OrchestrationContext, Task } from 'durable-functions';
import { z } from 'zod';
import type { Contract } from './contract';

/** A piece of an orchestrator: yields tasks to the runtime, and comes to a `T`. */
export type Step<T> = Generator<Task, T>;

/** Calls an activity. What it throws is retried; what it returns is final. */
export function* call<In, Out>(
  context: OrchestrationContext,
  { name, output }: Contract<In, Out>,
  input: In,
): Step<Out> {
  return output.parse(yield context.df.callActivityWithRetry(name, patience(), input));
}

/**
 * As `call`, for what nothing can go on without, and which needs our own storage alone: an outage
 * of half an hour is waited out.
 */
export function* insist<In, Out>(
  context: OrchestrationContext,
  { name, output }: Contract<In, Out>,
  input: In,
): Step<Out> {
  return output.parse(yield context.df.callActivityWithRetry(name, endurance(), input));
}

/** Calls an activity once per input, side by side, and answers in the same order. */
export function* callEach<In, Out>(
  context: OrchestrationContext,
  contract: Contract<In, Out>,
  inputs: readonly In[],
): Step<Out[]> {
  return yield* sideBySide(context, contract, { inputs, options: patience() });
}

/** As `callEach`, with the endurance of `insist`. */
export function* insistEach<In, Out>(
  context: OrchestrationContext,
  contract: Contract<In, Out>,
  inputs: readonly In[],
): Step<Out[]> {
  return yield* sideBySide(context, contract, { inputs, options: endurance() });
}

function* sideBySide<In, Out>(
  { df }: OrchestrationContext,
  { name, output }: Contract<In, Out>,
  { inputs, options }: { inputs: readonly In[]; options: RetryOptions },
): Step<Out[]> {
  if (inputs.length === 0) {
    return [];
  }
  const calls = inputs.map((input) => df.callActivityWithRetry(name, options, input));
  return z.array(output).parse(yield df.Task.all(calls));
}

/** Runs a child orchestration under an id of our choosing and waits for it. */
export function* runChild<In, Out>(
  context: OrchestrationContext,
  { name, output }: Contract<In, Out>,
  { id, input }: { id: string; input: In },
): Step<Out> {
  return output.parse(yield context.df.callSubOrchestrator(name, input, id));
}

/**
 * Runs one child orchestration per ask, side by side, and answers in the same order.
 *
 * Children report trouble in what they return: `Task.all` rejects as soon as one of them
 * throws, and the answers of its siblings are lost.
 */
export function* fanOut<In, Out>(
  context: OrchestrationContext,
  { name, output }: Contract<In, Out>,
  asks: readonly { id: string; input: In }[],
): Step<Out[]> {
  const { df } = context;
  if (asks.length === 0) {
    return [];
  }
  const children = asks.map(({ id, input }) =>
    df.callSubOrchestrator(name, input, `${df.instanceId}:${id}`),
  );
  return z.array(output).parse(yield df.Task.all(children));
}

/** Waits, through restarts of everything, until a moment given as an ISO string. */
export function* waitUntil(context: OrchestrationContext, at: string): Step<void> {
  if (at > nowIn(context)) {
    yield context.df.createTimer(new Date(at));
  }
}

/** The orchestration's own clock, as an ISO string: the same in every replay. */
export function nowIn(context: OrchestrationContext): string {
  return context.df.currentUtcDateTime.toISOString();
}

/** Five attempts over about a minute: outlasts a throttled call, not an outage. */
function patience(): RetryOptions {
  const options = new RetryOptions(4_000, 5);
  options.backoffCoefficient = 2;
  return options;
}

/** Some sixty attempts over half an hour. */
function endurance(): RetryOptions {
  const options = new RetryOptions(4_000, 64);
  options.backoffCoefficient = 2;
  options.maxRetryIntervalInMilliseconds = 30_000;
  return options;
}
