import { message } from 'rhea';
import type { Typed } from 'rhea';
import { z } from 'zod';
import type { ServiceBusError } from '../serviceBusError';

/** What a receiver says about a message it was given. */
export type Outcome =
  | { type: 'accepted' }
  | { type: 'released' }
  | { type: 'modified'; undeliverableHere: boolean; annotations: ReadonlyMap<string, unknown> }
  | { type: 'rejected'; info: ReadonlyMap<string, unknown> };

const Fields = z.record(z.string(), z.unknown()).nullish();
const Modified = z.object({
  undeliverable_here: z.boolean().nullish(),
  message_annotations: Fields,
});
const Rejected = z.object({ error: z.object({ info: Fields }).nullish() });

/** Undefined for a state that settles nothing, such as `received`. */
export function readOutcome(state: Typed): Outcome | undefined {
  if (message.is_accepted(state)) {
    return { type: 'accepted' };
  }
  if (message.is_released(state)) {
    return { type: 'released' };
  }
  if (message.is_modified(state)) {
    const { undeliverable_here, message_annotations } = Modified.parse(
      message.unwrap_outcome(state),
    );
    return {
      type: 'modified',
      undeliverableHere: undeliverable_here === true,
      annotations: new Map(Object.entries(message_annotations ?? {})),
    };
  }
  if (message.is_rejected(state)) {
    const { error } = Rejected.parse(message.unwrap_outcome(state));
    return { type: 'rejected', info: new Map(Object.entries(error?.info ?? {})) };
  }
  return undefined;
}

/** What the broker answers: the SDK takes a rejection without an error for the success of a dead-lettering. */
export type Answer =
  { type: 'accepted' } | { type: 'rejected'; error: ServiceBusError | undefined };

export const ACCEPTED: Answer = { type: 'accepted' };

export function encodeAnswer(answer: Answer): unknown {
  if (answer.type === 'accepted') {
    return message.accepted().described();
  }
  const { error } = answer;
  if (error === undefined) {
    return message.rejected({}).described();
  }
  const fields = { condition: error.condition, description: error.message };
  return message.rejected({ error: fields }).described();
}
