import { z } from 'zod';

const terminal: readonly string[] = ['Completed', 'Failed', 'Canceled'];

/** A job's state from a moment on, in milliseconds since the epoch. */
export const Stage = z.object({
  status: z.enum(['Preparing', 'Running', 'CancelRequested', 'Completed', 'Failed', 'Canceled']),
  at: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type Stage = z.infer<typeof Stage>;

/** How a job is to end; `hangs` keeps it running until it is canceled. */
export type JobEnding =
  | { status: 'Completed' }
  | { status: 'Failed'; error: { code: string; message: string } }
  | { status: 'hangs' };

/** All that will become of a job if nobody cancels it, settled when it is submitted. */
export function courseOf({
  submittedAt,
  preparingMs,
  runningMs,
  ending,
}: {
  submittedAt: number;
  preparingMs: number;
  runningMs: number;
  ending: JobEnding;
}): Stage[] {
  const startedAt = submittedAt + preparingMs;
  const stages: Stage[] = [
    { status: 'Preparing', at: submittedAt },
    { status: 'Running', at: startedAt },
  ];
  return ending.status === 'hangs' ? stages : [...stages, { ...ending, at: startedAt + runningMs }];
}

/** The course of a job from the moment on in which somebody cancels it. */
export function canceledCourse(now: number, cancelingMs: number): [Stage, Stage] {
  return [
    { status: 'CancelRequested', at: now },
    { status: 'Canceled', at: now + cancelingMs },
  ];
}

/** Whether a job in this state has come to its end. */
export function isOver(status: unknown): boolean {
  return typeof status === 'string' && terminal.includes(status);
}
