import { Policy } from '../policy';
import { problemsIn } from './problemsIn';

export type PolicyReading =
  | { status: 'read'; policy: Policy }
  /** Each problem with its path, what was found and what was expected. */
  | { status: 'refused'; problems: string[] };

/** Reads a policy document, as it is in `policy.json`: what it leaves out has a default. */
export function readPolicy(json: unknown): PolicyReading {
  const parsed = Policy.safeParse(json, { reportInput: true });
  return parsed.success
    ? { status: 'read', policy: parsed.data }
    : { status: 'refused', problems: problemsIn(parsed.error) };
}
