import { z } from 'zod';
import { Instant, duration, secondsBetween } from '../../shared/domain/time';
import type { Look, Style } from '../text/look';
import { table } from '../text/table';
import { facts } from './facts';

/** What of a report is shown below the incident. */
export const ReportHead = z.looseObject({
  phases: z.array(z.looseObject({ name: z.string(), startedAt: Instant, endedAt: Instant })),
  checks: z.array(z.looseObject({ name: z.string(), result: z.string(), evidence: z.string() })),
  notes: z.array(z.string()).default([]),
});
export type ReportHead = z.infer<typeof ReportHead>;

const styles: Record<string, Style> = { passed: 'green', failed: 'red', notRun: 'yellow' };

/** How long each phase took, and what was verified. */
export function showReportHead({ phases, checks, notes }: ReportHead, look: Look): string[] {
  const times = phases.map(
    ({ name, startedAt, endedAt }) => `${name} ${duration(secondsBetween(startedAt, endedAt))}`,
  );
  const rows = checks.map(({ name, result, evidence }) => [
    { text: result === 'notRun' ? 'not run' : result, style: styles[result] },
    name,
    evidence,
  ]);
  return [
    '',
    ...facts([['phases', times.join(', ')], ...notes.map((note) => ['note', note] as const)], look),
    ...(rows.length === 0
      ? []
      : ['', ...table({ heads: ['result', 'check', 'evidence'], rows }, look)]),
  ];
}
