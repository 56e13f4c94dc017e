import { z } from 'zod';

const OperationError = z.object({ code: z.string(), message: z.string() });

/** How a long-running operation will end, decided when it starts. */
export const Ending = z.discriminatedUnion('status', [
  z.object({ status: z.literal('Succeeded') }),
  z.object({ status: z.literal('Failed'), error: OperationError }),
  z.object({ status: z.literal('Canceled'), error: OperationError }),
  z.object({ status: z.literal('hangs') }),
]);
export type Ending = z.infer<typeof Ending>;

/**
 * The provisioning state of a resource while an operation on it runs. An operation that is `Aside`
 * leaves the resource's state alone.
 */
export const Running = z.enum(['Creating', 'Updating', 'Scaling', 'Deleting', 'Aside']);
export type Running = z.infer<typeof Running>;

/** A long-running operation. Times in milliseconds since the epoch. */
export type Operation = {
  name: string;
  resourceKey: string;
  running: Running;
  startedAt: number;
  durationMs: number;
  ending: Ending;
};

/** When an operation ends: known from its start, so no timer has to survive a restart. */
export function endOf({ startedAt, durationMs, ending }: Operation): number {
  return ending.status === 'hangs' ? Number.POSITIVE_INFINITY : startedAt + durationMs;
}

export type OperationStatus = {
  id: string;
  name: string;
  status: string;
  startTime: string;
  endTime?: string;
  percentComplete: number;
  error?: { code: string; message: string };
};

/** What a poll of the operation's status URL answers at a moment. */
export function operationStatus(operation: Operation, id: string, now: number): OperationStatus {
  const { name, startedAt, ending } = operation;
  const start = { id, name, startTime: armTime(startedAt) };
  const end = endOf(operation);
  if (ending.status === 'hangs' || now < end) {
    // The word of the recordings, for creations and deletions too.
    return { ...start, percentComplete: 0, status: 'Updating' };
  }
  return { ...start, endTime: armTime(end), percentComplete: 100, ...ending };
}

/** A time as the service writes it: seven digits of a second, and the offset in full. */
export function armTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '0000+00:00');
}
