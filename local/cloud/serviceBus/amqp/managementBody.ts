import type { Typed } from 'rhea';
import { z } from 'zod';
import { notAllowed } from '../serviceBusError';
import type { ManagementReply } from './requestResponse';

export function ok(body: Readonly<Record<string, Typed>> = {}): ManagementReply {
  return { statusCode: 200, body };
}

/** Reads the body of a request. Throws `amqp:not-allowed` with every place that is wrong. */
export function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw notAllowed(`The request cannot be read: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
