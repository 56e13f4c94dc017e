import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Preview, Rollback } from '../rollbackApi';
import type { Part } from '../screen';

/** The hash of a plan as it is documented: SHA-256 of its canonical JSON. */
export function hashOf(plan: unknown): string {
  return createHash('sha256')
    .update(canonicalize(plan) ?? '')
    .digest('hex');
}

/** What a plan will do and cost. */
export function planPart({
  hash,
  counts,
  waves,
  apiCalls,
  estimatedSeconds,
  notes,
}: Preview): Part {
  const sizes = waves.map(({ circuits }) => circuits).join(' + ');
  const inWaves = waves.length === 1 ? 'in one wave' : `in ${waves.length} waves of ${sizes}`;
  return {
    heading: 'Plan',
    lines: [
      `${counts.change} to change ${inWaves}, ${counts.alreadyThere} there already, ${counts.blocked} blocked`,
      `${apiCalls.writes} writes and about ${apiCalls.reads} reads, estimated to take ${estimatedSeconds} s at most`,
      `sha256 ${hash}`,
      ...notes,
    ],
  };
}

/** What the guards said before the first write: in full where one had something against it. */
export function guardParts({ explanation }: Rollback): Part[] {
  const guards = explanation?.guards ?? [];
  const passed = guards.filter(({ answer }) => answer === 'passed').map(({ guard }) => guard);
  const others = guards.filter(({ answer }) => answer !== 'passed');
  const lines = [
    ...others.map(({ guard, answer, sentence }) => `${guard} ${answer}: ${sentence}`),
    ...(passed.length === 0 ? [] : [`${passed.length} passed: ${passed.join(', ')}`]),
  ];
  return lines.length === 0 ? [] : [{ heading: 'Guards', lines }];
}
