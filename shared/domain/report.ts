import { z } from 'zod';
import { isAmiss } from './deployment';
import type { Outcome } from './deployment';
import { Incident } from './incident';
import { Instant } from './time';
import { Check } from './verification';

export const Phase = z.strictObject({
  name: z.enum(['identify', 'plan', 'execute', 'verify']),
  startedAt: Instant,
  endedAt: Instant,
});
export type Phase = z.infer<typeof Phase>;

/** What a rollback came to, for people and for machines; written once, when it has ended. */
export const Report = z.strictObject({
  incident: Incident,
  phases: z.array(Phase),
  checks: z.array(Check),
  /** What the plan noted, for example that nothing proves the metadata. */
  notes: z.array(z.string()).optional(),
});
export type Report = z.infer<typeof Report>;

/** How many circuits came to which end. */
export const Tally = z.strictObject({
  restored: z.int().nonnegative(),
  untouched: z.int().nonnegative(),
  unverified: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});
export type Tally = z.infer<typeof Tally>;

export function tally(outcomes: readonly Outcome[]): Tally {
  const counts: Tally = { restored: 0, untouched: 0, unverified: 0, failed: 0 };
  for (const { status } of outcomes) {
    counts[status] += 1;
  }
  return counts;
}

/** Whether a person has to look: something failed, was stopped, or is not known to be right. */
export function needsPerson(outcomes: readonly Outcome[]): boolean {
  return outcomes.some(isAmiss);
}

/** What is known when a rollback ends, however it ends. */
export type Story = {
  phases: Phase[];
  outcomes: Outcome[];
  checks: Check[];
  trouble?: string;
  notes?: string[] | undefined;
};

/** An incident stays open for a person unless all of it is known to be right. */
export function reportOf(
  incident: Incident,
  { phases, outcomes, checks, trouble, notes = [] }: Story,
  endedAt: Instant,
): Report {
  const isDone = trouble === undefined && !needsPerson(outcomes);
  return {
    incident: {
      ...incident,
      status: isDone ? 'closed' : 'open',
      endedAt,
      outcomes,
      ...(trouble === undefined ? {} : { trouble }),
    },
    phases: [identified(incident), ...phases],
    checks,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

/** From the first alert, or the request, to the decision. */
function identified({ origin, openedAt }: Incident): Phase {
  const startedAt = origin.by === 'alerts' ? origin.firstFiredAt : openedAt;
  return {
    name: 'identify',
    startedAt: startedAt < openedAt ? startedAt : openedAt,
    endedAt: openedAt,
  };
}

/** An incident in a line, for lists. */
export function summaryOf(incident: Incident): SummaryOfIncident {
  const { outcomes, failing, explanation: _, ...rest } = incident;
  return {
    ...rest,
    failing: failing.length,
    circuits: outcomes.length,
    tally: tally(outcomes),
  };
}

export type SummaryOfIncident = Omit<Incident, 'outcomes' | 'failing' | 'explanation'> & {
  failing: number;
  circuits: number;
  tally: Tally;
};
