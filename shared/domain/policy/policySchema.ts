import { z } from 'zod';
import { Policy } from '../policy';

/** The JSON Schema of `policy.json` as it is written: what has a default may be left out. */
export function policySchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(Policy, { io: 'input' });
  return { $schema, title: 'What Ripcord may do by itself, and when', ...schema };
}
