import { z } from 'zod';
import type { InvocationResult } from '../../worker/types';
import type { EntityRequest, EntityState } from '../store/entities';

export type EntityId = { name: string; key: string };

type Batch = EntityState & { self: EntityId; requests: readonly EntityRequest[] };

/** What an entity is called with, as JSON text. */
export function entityPayload({ self, exists, state, requests }: Batch): string {
  const batch = requests.map(({ operation, input, caller }) => ({
    name: operation,
    input,
    isSignal: caller === null,
  }));
  return JSON.stringify({ self, exists, state, batch });
}

const EntityAnswer = z.object({
  entityExists: z.boolean(),
  entityState: z.nullish(z.string()),
  results: z.array(z.object({ isError: z.boolean(), result: z.nullish(z.string()) })),
  signals: z.array(
    z.object({
      target: z.object({ name: z.string(), key: z.string() }),
      name: z.string(),
      input: z.nullish(z.string()),
    }),
  ),
});

export type EntityOutcome = {
  state: EntityState;
  /** One per request: what its caller is told, as JSON text. */
  answers: readonly string[];
  signals: readonly { target: EntityId; operation: string; input: string | null }[];
};

/** Reads what an entity made of a batch. Throws if it failed as a whole, or its answer is wrong. */
export function readEntityOutcome(result: InvocationResult): EntityOutcome {
  if (!result.ok) {
    throw new Error(result.error.message);
  }
  const answer = EntityAnswer.parse(JSON.parse(result.returnValue?.json ?? 'null'));
  return {
    state: { exists: answer.entityExists, state: answer.entityState ?? null },
    answers: answer.results.map((each) => responseMessage(each.result ?? null, each.isError)),
    signals: answer.signals.map(({ target, name, input }) => ({
      target,
      operation: name,
      input: input === '' ? null : (input ?? null),
    })),
  };
}

/** What a caller is told: JSON text of its result, or of the error. */
export function responseMessage(result: string | null, isError: boolean): string {
  return JSON.stringify({ result, ...(isError ? { exceptionType: 'Error' } : {}) });
}
