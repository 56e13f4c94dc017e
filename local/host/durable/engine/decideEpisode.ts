import type { HistoryEvent, Scheduled, TerminalStatus } from '../history/historyEvent';
import { NonDeterministicOrchestration } from '../walk/nonDeterministicOrchestration';
import { findReusedTask } from '../walk/reusedTask';
import { walk } from '../walk/walk';
import type { ContinueAsNew, Walked, WalkLimits } from '../walk/walked';
import type { Replay } from '../wire/readReplay';

/** How an orchestration ended. `output` is JSON text of a result, or the bare reason of a failure. */
export type Ending = { status: TerminalStatus; output: string | null; details: string };

export type Decision = {
  /** New work, numbered. */
  scheduled: readonly Scheduled[];
  cancelledTimers: ReadonlySet<number>;
  /** JSON text; undefined leaves it as it is. */
  customStatus: string | undefined;
  next:
    | { kind: 'wait' }
    | { kind: 'end'; ending: Ending }
    | { kind: 'continueAsNew'; as: ContinueAsNew };
  warnings: readonly string[];
};

type Episode = {
  name: string;
  history: readonly HistoryEvent[];
  replay: Replay;
  limits: WalkLimits;
};

const MAX_CUSTOM_STATUS_KB = 16;

/** Decides what an orchestrator's answer to its history leads to. */
export function decideEpisode({ name, history, replay, limits }: Episode): Decision {
  const { state, actions, customStatus } = replay;
  if (state.kind === 'broken') {
    return ended(failure(name, state));
  }
  const tooLong = customStatus === undefined ? undefined : excess(customStatus);
  if (tooLong !== undefined) {
    return ended(failure(name, { message: tooLong, stack: '' }));
  }
  const walked = walkOrFail(history, replay, limits);
  if (walked instanceof NonDeterministicOrchestration) {
    return ended({ status: 'Failed', output: walked.message, details: walked.name });
  }
  const reused = findReusedTask(actions);
  const warnings = [...replay.warnings, ...walked.warnings];
  return {
    scheduled: walked.scheduled,
    cancelledTimers: walked.cancelledTimers,
    customStatus,
    next: walked.finished ? conclude(name, state, walked) : { kind: 'wait' },
    warnings: reused === undefined ? warnings : [...warnings, reuse(reused)],
  };
}

function conclude(
  name: string,
  state: Exclude<Replay['state'], { kind: 'broken' }>,
  { continueAsNew }: Walked,
): Decision['next'] {
  switch (state.kind) {
    case 'threw':
      return { kind: 'end', ending: failure(name, state) };
    case 'running':
      return { kind: 'wait' };
    case 'returned':
      return continueAsNew === null
        ? { kind: 'end', ending: { status: 'Completed', output: state.output, details: '' } }
        : { kind: 'continueAsNew', as: continueAsNew };
  }
}

function walkOrFail(
  history: readonly HistoryEvent[],
  { actions }: Replay,
  limits: WalkLimits,
): Walked | NonDeterministicOrchestration {
  try {
    return walk(history, actions, limits);
  } catch (error) {
    if (error instanceof NonDeterministicOrchestration) {
      return error;
    }
    throw error;
  }
}

export function failure(
  name: string,
  { message, stack }: { message: string; stack: string },
): Ending {
  return {
    status: 'Failed',
    output: `Orchestrator function '${name}' failed: ${message}`,
    details: `Message: ${message}, StackTrace: ${stack}`,
  };
}

/** Ends without new work. */
export function ended(ending: Ending): Decision {
  return {
    scheduled: [],
    cancelledTimers: new Set(),
    customStatus: undefined,
    next: { kind: 'end', ending },
    warnings: [],
  };
}

function excess(customStatus: string): string | undefined {
  const kilobytes = (customStatus.length * 2) / 1024;
  if (kilobytes <= MAX_CUSTOM_STATUS_KB) {
    return undefined;
  }
  return (
    `The UTF-16 size of the JSON-serialized payload must not exceed ${MAX_CUSTOM_STATUS_KB} KB. ` +
    `The current payload is ${kilobytes.toFixed(1)} KB.`
  );
}

function reuse(task: string): string {
  return (
    `A task seems to be in a second Task.any or Task.all: ${task}. The runtime runs it again, and ` +
    `later tasks get each other's results.`
  );
}
