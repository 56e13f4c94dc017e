import { z } from 'zod';
import { TerminalStatus } from '../history/historyEvent';

export const RuntimeStatus = z.enum(['Pending', 'Running', 'Suspended', ...TerminalStatus.options]);
export type RuntimeStatus = z.infer<typeof RuntimeStatus>;

/** Who is told when a sub-orchestration ends. */
export const Parent = z.object({
  instanceId: z.string(),
  executionId: z.string(),
  taskId: z.int(),
});
export type Parent = z.infer<typeof Parent>;

/** What is known of an orchestration besides its history. */
export const Instance = z.object({
  instanceId: z.string(),
  /** Changes when the instance is replaced or continues as new: older messages are stale then. */
  executionId: z.string(),
  name: z.string(),
  version: z.nullable(z.string()),
  /** JSON text. */
  input: z.nullable(z.string()),
  /** JSON text of what it returned; the bare reason if it failed or was terminated. */
  output: z.nullable(z.string()),
  customStatus: z.nullable(z.string()),
  status: RuntimeStatus,
  parent: z.nullable(Parent),
  createdAt: z.number(),
  updatedAt: z.number(),
});
export type Instance = z.infer<typeof Instance>;

export function isTerminal(status: RuntimeStatus): status is TerminalStatus {
  return TerminalStatus.safeParse(status).success;
}
