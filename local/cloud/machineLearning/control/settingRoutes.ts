import type { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import { badControlRequest } from './badControlRequest';

/** GET and PUT of something that is chosen as a whole, and outlives a restart. */
export function settingRoutes<T>(
  path: string,
  setting: { schema: z.ZodType<T>; read: () => T; write: (value: T) => void },
): ControlRoute[] {
  const { schema, read, write } = setting;
  return [
    { method: 'GET', path, handle: () => ({ status: 200, body: read() }) },
    {
      method: 'PUT',
      path,
      handle({ body }) {
        const chosen = schema.safeParse(body);
        if (!chosen.success) {
          return badControlRequest(chosen.error);
        }
        write(chosen.data);
        return { status: 200, body: read() };
      },
    },
  ];
}
