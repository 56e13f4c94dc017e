import type { AlertRule } from '../resources/alertRule';
import type { Evaluation, Observation, Period } from './observation';

/** An alert of a rule about one series, from when it fires. Times in milliseconds since the epoch. */
export type Alert = {
  readonly alertId: string;
  readonly originAlertId: string;
  readonly firedAt: number;
  /** When it last went through the action groups. */
  readonly notifiedAt: number;
  /** Evaluations in a row that found nothing wrong. */
  readonly healthy: number;
  readonly observation: Observation;
};

/** A change of an alert's monitor condition. */
export type AlertEvent = {
  readonly condition: 'Fired' | 'Resolved';
  readonly alert: Alert;
  readonly at: number;
  readonly window: Period;
  /** Raised, but kept from the action groups. */
  readonly muted: boolean;
};

export type Transition = {
  /** The alerts that the rule has now, by the keys of their series. */
  readonly alerts: ReadonlyMap<string, Alert>;
  readonly events: readonly AlertEvent[];
};

export type Circumstances = {
  readonly now: number;
  readonly speed: number;
  /** Names a new alert. */
  readonly newAlert: () => Pick<Alert, 'alertId' | 'originAlertId'>;
};

const minute = 60_000;
const hour = 60 * minute;

/** How many healthy evaluations in a row resolve an alert. */
function healthyToResolve({ kind, evaluationFrequency }: AlertRule): number {
  const frequency = evaluationFrequency.milliseconds;
  if (kind === 'metric') {
    return 3;
  }
  if (frequency < 5 * minute) {
    return Math.ceil((10 * minute) / frequency);
  }
  if (frequency <= 15 * minute) {
    return 3;
  }
  return frequency <= 11 * hour ? 2 : 1;
}

/** What an evaluation makes of the alerts that a rule has so far. */
export function transition(
  rule: AlertRule,
  { alerts, evaluation }: { alerts: ReadonlyMap<string, Alert>; evaluation: Evaluation },
  circumstances: Circumstances,
): Transition {
  const next = new Map(alerts);
  const events: AlertEvent[] = [];
  const apply = rule.autoMitigate ? stateful : stateless;
  for (const observation of [...evaluation.observations, ...vanished(rule, alerts, evaluation)]) {
    const before = alerts.get(observation.key);
    const step = apply(rule, { before, observation }, circumstances);
    if (step.after === undefined) {
      next.delete(observation.key);
    } else {
      next.set(observation.key, step.after);
    }
    if (step.event !== undefined) {
      events.push({ ...step.event, at: circumstances.now, window: evaluation.window });
    }
  }
  return { alerts: next, events };
}

type Step = {
  readonly after: Alert | undefined;
  readonly event?: Pick<AlertEvent, 'condition' | 'alert' | 'muted'>;
};
type Series = { readonly before: Alert | undefined; readonly observation: Observation };

/** Fires once, and resolves after enough healthy evaluations. */
function stateful(rule: AlertRule, { before, observation }: Series, how: Circumstances): Step {
  if (before === undefined) {
    return observation.breached ? fire(observation, how) : { after: undefined };
  }
  if (observation.breached) {
    return { after: { ...before, healthy: 0, observation } };
  }
  const alert = { ...before, healthy: before.healthy + 1, observation };
  return alert.healthy < healthyToResolve(rule)
    ? { after: alert }
    : { after: undefined, event: { condition: 'Resolved', alert, muted: false } };
}

/** Fires a new alert each time, notifying of none while muted; nothing ever resolves. */
function stateless(rule: AlertRule, { before, observation }: Series, how: Circumstances): Step {
  if (!observation.breached) {
    return { after: before };
  }
  const mute = rule.kind === 'log' ? (rule.muteActionsDuration?.milliseconds ?? 0) : 0;
  return before !== undefined && how.now < before.notifiedAt + mute / how.speed
    ? fire(observation, how, before.notifiedAt)
    : fire(observation, how);
}

function fire(observation: Observation, { now, newAlert }: Circumstances, notified?: number): Step {
  const notifiedAt = notified ?? now;
  const alert = { ...newAlert(), firedAt: now, notifiedAt, healthy: 0, observation };
  return { after: alert, event: { condition: 'Fired', alert, muted: notified !== undefined } };
}

/** Series of a log rule that have no rows any more are healthy; a metric without samples is not. */
function vanished(
  rule: AlertRule,
  alerts: ReadonlyMap<string, Alert>,
  { observations }: Evaluation,
): Observation[] {
  if (rule.kind === 'metric') {
    return [];
  }
  const seen = new Set(observations.map(({ key }) => key));
  const value = rule.criterion.timeAggregation === 'Count' ? 0 : null;
  return [...alerts.values()]
    .filter(({ observation }) => !seen.has(observation.key))
    .map(({ observation }) => ({
      ...observation,
      measurements: observation.measurements.map((measurement) => ({ ...measurement, value })),
      breached: false,
    }));
}
