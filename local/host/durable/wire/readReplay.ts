import { z } from 'zod';
import type { InvocationResult } from '../../worker/types';
import type { Action } from '../walk/action';
import { jsonInput } from './jsonInput';
import { WireAction } from './wireAction';

/** What the orchestrator has done and where it stands, after a replay. */
export type Replay = {
  actions: readonly Action[];
  state:
    | { kind: 'running' }
    | { kind: 'returned'; output: string | null }
    | { kind: 'threw'; message: string; stack: string }
    /** There is nothing to replay: all that can be done is to fail the orchestration. */
    | { kind: 'broken'; message: string; stack: string };
  /** JSON text, or undefined if the orchestrator has not set one. */
  customStatus: string | undefined;
  /** What a developer should hear about, in sentences. */
  warnings: readonly string[];
};

/** What the SDK puts between an error and the state it came with. */
const STATE_LABEL = '\n\n$OutOfProcData$:';

const THREW_NOTHING =
  'The orchestrator threw something without a message, which durable-functions does not report: ' +
  'as in Azure, the orchestration waits for ever. Throw an Error with a message.';

const OrchestratorState = z.object({
  isDone: z.boolean(),
  actions: z.array(z.array(WireAction)).max(1),
  output: z.optional(z.unknown()),
  error: z.optional(z.string()),
  customStatus: z.optional(z.unknown()),
});

/**
 * Reads the answer of an orchestrator. It is `broken` if it is an error that did not come from the
 * orchestrator's own code, or not an answer this host understands.
 */
export function readReplay(result: InvocationResult): Replay {
  if (result.ok) {
    return stateFrom(result.returnValue?.json, '');
  }
  const { message, stack } = result.error;
  const label = message.indexOf(STATE_LABEL);
  if (label < 0) {
    return broken(message, stack);
  }
  const replay = stateFrom(message.slice(label + STATE_LABEL.length), stack);
  return replay.state.kind === 'running' ? { ...replay, warnings: [THREW_NOTHING] } : replay;
}

function stateFrom(json: string | undefined, stack: string): Replay {
  if (json === undefined) {
    return broken('The orchestrator answered without a state; is it a durable-functions one?', '');
  }
  const parsed = OrchestratorState.safeParse(JSON.parse(json));
  if (!parsed.success) {
    return broken(`The orchestrator's answer is refused: ${z.prettifyError(parsed.error)}`, '');
  }
  const { isDone, actions, output, error, customStatus } = parsed.data;
  return {
    actions: actions[0] ?? [],
    state: stateOf(),
    customStatus: jsonInput(customStatus) ?? undefined,
    warnings: [],
  };

  function stateOf(): Replay['state'] {
    if (error !== undefined) {
      return { kind: 'threw', message: error, stack };
    }
    return isDone ? { kind: 'returned', output: jsonInput(output) } : { kind: 'running' };
  }
}

function broken(message: string, stack: string): Replay {
  const state = { kind: 'broken', message, stack } as const;
  return { actions: [], state, customStatus: undefined, warnings: [] };
}
