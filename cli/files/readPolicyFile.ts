import type { Policy } from '../../shared/domain/policy';
import { readPolicy } from '../../shared/domain/policy/readPolicy';
import type { PolicyReading } from '../../shared/domain/policy/readPolicy';
import { Failure, exits, reasonOf } from '../failure';
import { readText } from './readText';

/** Reads a policy as the app reads it. What is no JSON has one problem, and says where. */
export async function readPolicyFile(file: string): Promise<PolicyReading> {
  const text = await readText(file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { status: 'refused', problems: [`the document: found no JSON: ${reasonOf(error)}`] };
  }
  return readPolicy(json);
}

/** The policy in a file that has to be a good one. */
export async function goodPolicy(file: string): Promise<Policy> {
  const reading = await readPolicyFile(file);
  if (reading.status === 'refused') {
    const problems = reading.problems.map((problem) => `\n  ${problem}`).join('');
    throw new Failure(exits.finding, `${file} is no policy:${problems}`);
  }
  return reading.policy;
}
