import type { Played } from './play';

/** What a story came to, in the words of its endings; and whether that is what the decision matrix says. */
export type Verdict = { decision: string; isAsExpected: boolean; problems: string[] };

/** Holds what came of a story against how it should end: nothing in it is taken on trust. */
export function assess({ story: { ending }, rollback, account, accepted }: Played): Verdict {
  const expected = ending.decision === 'rollBack' ? `rollBack ${ending.kind}` : ending.decision;
  const decision = decisionOf(rollback?.kind);
  const { received, acted, merged, suppressed, rejected } = account.alerts;
  const incidents = ending.decision === 'ignore' ? 0 : 1;
  const isClosed = ending.decision !== 'rollBack' || rollback?.status === 'closed';
  const problems = [
    ...(decision === expected ? [] : [`decided: ${decision}, expected: ${expected}`]),
    ...(isClosed ? [] : [`the incident is ${rollback?.status ?? 'not there'}, expected: closed`]),
    ...(account.incidents === incidents
      ? []
      : [`${account.incidents} incidents, expected: ${incidents}`]),
    ...(account.failed === 0 ? [] : [`${account.failed} circuits do not run what they should`]),
    ...(account.astray === 0 ? [] : [`${account.astray} circuits written or left out by mistake`]),
    ...(received >= accepted ? [] : [`${accepted} alerts taken in, ${received} on record`]),
    ...(acted + merged + suppressed + rejected === received
      ? []
      : [`${received} alerts on record, and not each has one ending`]),
  ];
  return { decision, isAsExpected: problems.length === 0, problems };
}

function decisionOf(kind: string | undefined): string {
  switch (kind) {
    case undefined:
      return 'ignore';
    case 'environment':
    case 'model':
    case 'both':
      return `rollBack ${kind}`;
    case 'unexplained':
      return 'hold';
    default:
      return kind;
  }
}
