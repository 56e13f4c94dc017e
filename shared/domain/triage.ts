import type { Folded } from './alert/foldReceipts';
import type { Ending } from './alert/receipt';
import type { Decision } from './decision';
import type { Incident } from './incident';
import { compact, windowStart } from './time';
import type { Instant } from './time';

type Grave = Exclude<Decision, { action: 'ignore' }>;

/**
 * The incident a decision opens. Its id follows from the cause, so that two judgements of the
 * same trouble come to the same incident.
 */
export function incidentFor(
  decision: Grave,
  { alerts, now, window }: { alerts: Folded; now: Instant; window: Instant },
): Incident {
  const { reason, failing } = decision;
  const common = {
    origin: {
      by: 'alerts' as const,
      firstFiredAt: alerts.firstFiredAt ?? now,
      alerts: Math.max(1, alerts.standing.length),
    },
    reason,
    failing,
    openedAt: now,
    outcomes: [],
  };
  switch (decision.action) {
    case 'escalate': {
      const id = `unexplained-${compact(windowStart(window, 3600))}`;
      return { id, status: 'open', kind: 'unexplained', ...common };
    }
    case 'rollBackEnvironment': {
      const { release } = decision;
      const id = `${release.slice(0, 40)}-${compact(window)}`;
      return { id, status: 'rollingBack', kind: 'environment', release, ...common };
    }
  }
}

export type Opening =
  | { status: 'opened' }
  | { status: 'running'; incident: string }
  | { status: 'ended'; incident: string };

/** What becomes of the alerts that a decision rests on. */
export function endingsOf(
  standing: readonly string[],
  { decision, incident, opening }: { decision: Grave; incident: Incident; opening: Opening },
): Ending[] {
  const ending = endingOf(decision, { incident: incident.id, opening });
  return standing.map((receipt) => ({ receipt, ...ending }));
}

function endingOf(
  { reason }: Grave,
  { incident, opening }: { incident: string; opening: Opening },
): Omit<Ending, 'receipt'> {
  switch (opening.status) {
    case 'opened':
      return { ending: 'acted', reason, incident };
    case 'running':
      return { ending: 'merged', reason: 'the incident runs already', incident: opening.incident };
    case 'ended':
      return {
        ending: 'suppressed',
        reason: 'the release was rolled back already',
        incident: opening.incident,
      };
  }
}
