import { z } from 'zod';

const Attempt = z.object({
  at: z.number(),
  /** Missing if there was no answer. */
  status: z.number().optional(),
  error: z.string().optional(),
});

/** One alert on its way to one receiver, and what has become of it. */
export const Notification = z.object({
  actionGroupId: z.string(),
  receiver: z.string(),
  url: z.string(),
  alertId: z.string(),
  monitorCondition: z.enum(['Fired', 'Resolved']),
  /** What is posted, ready to send. */
  body: z.string(),
  /** `suppressed`: not sent, since the endpoint is not being called for now. */
  status: z.enum(['pending', 'delivered', 'failed', 'suppressed']),
  attempts: z.array(Attempt),
  /** When to try next, while it is pending. Milliseconds since the epoch, as all times here. */
  dueAt: z.number(),
});
export type Notification = z.infer<typeof Notification>;
