import type { Folded } from './alert/folded';
import type { Fate } from './alert/receipt';
import type { Decision } from './decision';
import type { Incident } from './incident';
import { compact, plusSeconds, windowStart } from './time';
import type { Instant } from './time';

export type Grave = Exclude<Decision, { action: 'ignore' }>;

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
      alerts: Math.max(1, alerts.standing),
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

/** What came of opening an incident: another one may be at it, or have been. */
export type Opening =
  | { status: 'opened' }
  | { status: 'running'; incident: string }
  | { status: 'ended'; incident: string }
  /** The release was rolled back long enough ago that the rollback did not help. */
  | { status: 'relapsed'; incident: string };

/**
 * What an incident comes to whose release another one had hold of. The alarms of a release do not
 * fall silent at once, so for a while they are no news.
 */
export function afterwards(
  earlier: Incident | undefined,
  { openedAt, quietMinutes }: { openedAt: Instant; quietMinutes: number },
): 'running' | 'ended' | 'relapsed' {
  if (earlier?.status === 'open') {
    return 'running';
  }
  const quietUntil = earlier?.endedAt && plusSeconds(earlier.endedAt, quietMinutes * 60);
  return quietUntil !== undefined && openedAt > quietUntil ? 'relapsed' : 'ended';
}

/** The decision once it shows that a rollback did not help: not again, but a person. */
export function escalateRelapse({ reason, failing }: Grave, earlier: string): Grave {
  return {
    action: 'escalate',
    evidence: 'measured',
    reason: `${reason}, and ${earlier} has rolled that back already`,
    failing,
  };
}

/** The decision when the alerts of a window could not be judged at all. */
export function escalateFault(fault: unknown): Grave {
  const reason = fault instanceof Error ? fault.message : String(fault);
  return {
    action: 'escalate',
    evidence: 'unknown',
    reason: `alerts came and could not be judged: ${reason}`,
    failing: [],
  };
}

/** What becomes of the alerts that a decision rests on. */
export function fateOf({ id, reason }: Incident, opening: Opening): Fate {
  switch (opening.status) {
    case 'opened':
      return { ending: 'acted', reason, incident: id };
    case 'running':
      return { ending: 'merged', reason: 'the incident runs already', incident: opening.incident };
    case 'ended':
    case 'relapsed':
      return {
        ending: 'suppressed',
        reason: 'the release was rolled back already',
        incident: opening.incident,
      };
  }
}
