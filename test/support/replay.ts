import { isDeepStrictEqual } from 'node:util';
import { RetryOptions } from 'durable-functions';
import type { OrchestrationContext, Task } from 'durable-functions';
import * as contracts from '../../shared/contracts';
import type { Contract } from '../../shared/durable/contract';
import type { Step } from '../../shared/durable/step';
import { start } from './builders';

/** What an orchestrator asked of the runtime. */
export type Ask = { name: string; input: unknown; id?: string };
type Yielded = Ask | { all: Ask[] } | { timer: string };

/** The world behind the answers: it has a clock, and an answer may take time. */
export type World = { now(): string; pass(seconds: number): void };

/** Stands in for an activity or a child orchestration; what it throws is what the last retry threw. */
type Answer = (input: never, world: World) => unknown;

type Settled = { asked: Yielded; at: number } & ({ answer: unknown } | { error: Error });

export type Replayed<T> = {
  result: T;
  /** Activities and children in the order they were asked for. */
  asked: Ask[];
  timers: string[];
  /** Every custom status, in order, without repetition. */
  statuses: unknown[];
  endedAt: string;
  /** One, and one more for each time it continued as new. */
  histories: number;
};

type Scene = {
  input: unknown;
  answers: Record<string, Answer>;
  instanceId?: string;
  startsAt?: string;
};

/**
 * Runs an orchestrator the way the Durable runtime does: after each answer it starts again from
 * the top and replays, so code that is not deterministic fails here first. Timers take no time
 * but move the clock. What goes in and out of each function is checked by its contract, as `serve`
 * does it.
 */
export async function replay<T>(
  orchestrator: (context: OrchestrationContext) => Step<T>,
  { input, answers, instanceId = 'test', startsAt = start }: Scene,
): Promise<Replayed<T>> {
  let history: Settled[] = [];
  let beginning: Beginning = { input, instanceId, startsAt };
  let clock = Date.parse(startsAt);
  const world: World = {
    now: () => new Date(clock).toISOString(),
    pass: (seconds) => {
      clock += seconds * 1000;
    },
  };
  const before = { asked: [] as Ask[], timers: [] as string[], statuses: [] as unknown[] };

  for (let histories = 1; ;) {
    const episode = run(orchestrator, beginning, history);
    if (episode.step.done) {
      before.asked.push(...history.flatMap(({ asked }) => asksIn(asked)));
      before.timers.push(
        ...history.flatMap(({ asked }) => ('timer' in asked ? [asked.timer] : [])),
      );
      before.statuses.push(...episode.statuses);
      if (episode.continued) {
        histories += 1;
        beginning = { input: episode.continued.input, instanceId, startsAt: world.now() };
        history = [];
        continue;
      }
      return { result: episode.step.value, ...before, endedAt: world.now(), histories };
    }
    const asked = asYielded(episode.step.value);
    if (history.length >= 1_000) {
      throw new Error(`Still asking after ${history.length} steps: ${text(asked)}`);
    }
    if ('timer' in asked) {
      clock = Math.max(clock, Date.parse(asked.timer));
      history.push({ asked, at: clock, answer: undefined });
      continue;
    }
    const settled = await settle(asked, answers, world);
    history.push({ asked, at: clock, ...settled });
  }
}

type Beginning = { input: unknown; instanceId: string; startsAt: string };

function run<T>(
  orchestrator: (context: OrchestrationContext) => Step<T>,
  beginning: Beginning,
  history: readonly Settled[],
): { step: IteratorResult<Task, T>; statuses: unknown[]; continued?: { input: unknown } } {
  const { context, moveClock, statuses, continuation } = fakeContext(beginning);
  const steps = orchestrator(context);
  let step = steps.next();
  for (const settled of history) {
    if (step.done || !isDeepStrictEqual(asYielded(step.value), settled.asked)) {
      throw new Error(`Not deterministic: asked ${text(settled.asked)}, then ${text(step.value)}`);
    }
    moveClock(settled.at);
    step =
      'error' in settled
        ? steps.throw(settled.error)
        : // Strangers may have changed what they were given: every replay gets its own copy.
          steps.next(overTheWire(settled.answer));
  }
  const continued = continuation();
  return { step, statuses, ...(continued ? { continued } : {}) };
}

async function settle(
  yielded: Exclude<Yielded, { timer: string }>,
  answers: Record<string, Answer>,
  world: World,
): Promise<{ answer: unknown } | { error: Error }> {
  try {
    if ('all' in yielded) {
      const all: unknown[] = [];
      for (const ask of yielded.all) {
        all.push(await answerTo(ask, answers, world));
      }
      return { answer: all };
    }
    return { answer: await answerTo(yielded, answers, world) };
  } catch (error) {
    if (error instanceof NoAnswer) {
      throw error;
    }
    return { error: error as Error };
  }
}

async function answerTo(
  { name, input }: Ask,
  answers: Record<string, Answer>,
  world: World,
): Promise<unknown> {
  const border: Contract<unknown, unknown> | undefined = byName.get(name);
  const answer = answers[name];
  if (!border || !answer) {
    throw new NoAnswer(`The test has no answer for ${name}`);
  }
  const given = border.input.parse(overTheWire(input));
  return overTheWire(border.output.parse((await answer(given as never, world)) ?? null));
}

/** A mistake of the test, never to be taken for a fault of the world. */
class NoAnswer extends Error {}

const byName = new Map<string, Contract<never, never>>(
  Object.values(contracts).map((one) => [one.name, one as Contract<never, never>]),
);

function fakeContext({ instanceId, input, startsAt }: Beginning) {
  const statuses: unknown[] = [];
  let continued: { input: unknown } | undefined;
  let now = Date.parse(startsAt);
  const df = {
    instanceId,
    get currentUtcDateTime() {
      return new Date(now);
    },
    getInput: () => overTheWire(input),
    setCustomStatus: (status: unknown) => {
      if (!isDeepStrictEqual(status, statuses.at(-1))) {
        statuses.push(overTheWire(status));
      }
    },
    callActivityWithRetry: (name: string, retry: unknown, ask: unknown) => {
      if (!(retry instanceof RetryOptions)) {
        throw new TypeError(`${name} was called without retry options`);
      }
      return asTask({ name, input: overTheWire(ask) });
    },
    callSubOrchestrator: (name: string, ask: unknown, id: string) =>
      asTask({ name, input: overTheWire(ask), id }),
    continueAsNew: (next: unknown) => {
      continued = { input: overTheWire(next) };
    },
    createTimer: (at: Date) => asTask({ timer: at.toISOString() }),
    Task: {
      all: (tasks: Task[]) => {
        if (tasks.length === 0) {
          throw new Error('Task.all over no tasks never comes back');
        }
        return asTask({ all: tasks as unknown as Ask[] });
      },
    },
  };
  const moveClock = (at: number) => {
    now = at;
  };
  return {
    context: { df } as unknown as OrchestrationContext,
    moveClock,
    statuses,
    continuation: () => continued,
  };
}

function asksIn(yielded: Yielded): Ask[] {
  if ('timer' in yielded) {
    return [];
  }
  return 'all' in yielded ? yielded.all : [yielded];
}

const asTask = (yielded: Yielded) => yielded as unknown as Task;
const asYielded = (task: Task) => task as unknown as Yielded;
const text = (value: unknown): string => JSON.stringify(value);

function overTheWire(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
