import type { z } from 'zod';
import { badRequest } from './armError';

/** Checks a request body. Throws 400 with the place and the reason of each fault in it. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) {
    return parsed.data;
  }
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.length > 0 ? path.join('.') : 'the request body'}: ${message}`,
  );
  throw badRequest(
    'InvalidRequestContent',
    `The request content was invalid: ${faults.join('; ')}.`,
  );
}
