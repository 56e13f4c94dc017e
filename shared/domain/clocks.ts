import type { Policy } from './policy';
import type { Phase } from './report';
import { duration, secondsBetween } from './time';
import type { Check } from './verification';

/**
 * Holds the phases of a rollback to the time they may take. Planning counts as part of carrying
 * out, and waves add up; the total is from the first alert to the end.
 */
export function clockChecks(phases: readonly Phase[], limits: Policy['clocks']): Check[] {
  const spent = (...names: Phase['name'][]) =>
    phases
      .filter(({ name }) => names.includes(name))
      .reduce((sum, { startedAt, endedAt }) => sum + secondsBetween(startedAt, endedAt), 0);
  const starts = phases.map(({ startedAt }) => startedAt).toSorted();
  const ends = phases.map(({ endedAt }) => endedAt).toSorted();
  const [first = '', last = ''] = [starts[0], ends.at(-1)];
  return [
    check('identified', spent('identify'), limits.identifyMinutes),
    check('carried out', spent('plan', 'execute'), limits.executeMinutes),
    check('verified', spent('verify'), limits.verifyMinutes),
    check('over', phases.length === 0 ? 0 : secondsBetween(first, last), limits.totalMinutes),
  ];
}

function check(what: string, seconds: number, limitMinutes: number): Check {
  const isInTime = seconds <= limitMinutes * 60;
  return {
    name: `${what} within ${limitMinutes} min`,
    result: isInTime ? 'passed' : 'failed',
    evidence: `${duration(seconds)} ${isInTime ? '≤' : '>'} ${limitMinutes} min`,
  };
}
