import type { Folded } from './alert/folded';
import type { Fate } from './alert/receipt';
import type { Decision, Hold } from './decide/decision';
import { unexplained } from './decide/explanation';
import type { Incident } from './incident';
import type { Policy } from './policy';
import { compact, plusSeconds, windowStart } from './time';
import type { Instant } from './time';

export type Grave = Exclude<Decision, { action: 'ignore' }>;

type Found = { alerts: Folded; now: Instant; window: Instant };

/**
 * The incident a decision opens. Its id follows from the cause, so that two judgements of the
 * same trouble come to the same incident.
 */
export function incidentFor(decision: Grave, found: Found): Incident {
  const { alerts, now } = found;
  const { reason, failing, explanation } = decision;
  const common = {
    id: idOf(decision, found),
    origin: {
      by: 'alerts' as const,
      firstFiredAt: alerts.firstFiredAt ?? now,
      alerts: Math.max(1, alerts.standing),
    },
    reason,
    explanation,
    failing,
    ...(alerts.severity === undefined ? {} : { severity: alerts.severity }),
    openedAt: now,
    outcomes: [],
  };
  switch (decision.action) {
    case 'escalate':
      return { ...common, status: 'open', kind: 'unexplained' };
    case 'alert':
    case 'restart':
    case 'investigate':
      return { ...common, status: 'open', kind: decision.action };
    case 'rollBack': {
      const { kind, blamed } = decision;
      const [first] = blamed;
      return {
        ...common,
        status: 'rollingBack',
        kind,
        blamed,
        ...(first === undefined ? {} : { release: first.release }),
      };
    }
  }
}

/** Trouble of one sort within an hour is one incident; a rollback is one of its release and window. */
function idOf(decision: Grave, { window }: Found): string {
  const hour = compact(windowStart(window, 3600));
  switch (decision.action) {
    case 'escalate':
      return `${sorts[decision.hold]}-${hour}`;
    case 'alert':
    case 'restart':
    case 'investigate':
      return `${decision.action}-${decision.rules[0]?.slice(0, 30) ?? 'rule'}-${hour}`;
    case 'rollBack':
      return `${decision.blamed[0]?.release.slice(0, 40) ?? 'rollback'}-${compact(window)}`;
  }
}

/** What a person would look at as one thing, however the judgement of it wavers. */
const sorts: Record<Hold, string> = {
  noRelease: 'unexplained',
  unexplained: 'unexplained',
  asUsual: 'unexplained',
  alertsAlone: 'unexplained',
  unchangedFail: 'common-cause',
  dependencyDown: 'common-cause',
  unmeasured: 'unmeasured',
  fault: 'unmeasured',
  rolledBack: 'relapse',
};

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
export function escalateRelapse({ reason, failing, explanation }: Grave, earlier: string): Grave {
  return {
    action: 'escalate',
    evidence: 'measured',
    hold: 'rolledBack',
    reason: `${reason}, and ${earlier} has rolled that back already`,
    failing,
    explanation,
  };
}

/** The decision when the alerts of a window could not be judged at all. */
export function escalateFault(fault: unknown, now: Instant): Grave {
  const found = fault instanceof Error ? fault.message : String(fault);
  const reason = `alerts came and could not be judged: ${found}`;
  return {
    action: 'escalate',
    evidence: 'unknown',
    hold: 'fault',
    reason,
    failing: [],
    explanation: unexplained(now, reason),
  };
}

/**
 * When to ask again what could not be measured, given when it was asked; undefined once a person is
 * to be called. Before the rows of what the first alert saw have come in, asking counts for nothing.
 */
export function askAgainAt(
  { firstFiredAt, severity }: Folded,
  asked: readonly [Instant, ...Instant[]],
  { triage, evidence }: Pick<Policy, 'triage' | 'evidence'>,
): Instant | undefined {
  const [first] = asked;
  const now = asked.at(-1) ?? first;
  // An alert of the future is not waited for.
  const fired = firstFiredAt === undefined || firstFiredAt > first ? first : firstFiredAt;
  const covered = plusSeconds(fired, evidence.ingestionDelaySeconds);
  if (now < covered) {
    return covered;
  }
  const counted = asked.filter((at) => at >= covered).length;
  const isGrave = severity === 'Sev0' || severity === 'Sev1';
  const attempts = isGrave ? Math.min(2, triage.confirmAttempts) : triage.confirmAttempts;
  return counted >= attempts ? undefined : plusSeconds(now, triage.confirmEverySeconds);
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
