import type { AlertStore } from './openAlertStore';
import type { AlertRule } from './resources/alertRule';
import { sameId } from './resources/armId';

type Moment = { readonly now: number; readonly speed: number };

/**
 * The latest moment up to now at which a rule was due. A rule is evaluated as of then, however late
 * somebody gets to it, so that its windows stand side by side and miss nothing between them.
 */
export function latestDue(rule: AlertRule, dueAt: number, { now, speed }: Moment): number {
  const every = frequency(rule, speed);
  return dueAt + Math.floor((now - dueAt) / every) * every;
}

/** When a rule is due next, having been due before: what was missed is not made up for. */
export function dueAfter(rule: AlertRule, before: number, { now, speed }: Moment): number {
  return before > now ? before : latestDue(rule, before, { now, speed }) + frequency(rule, speed);
}

/** Schedules new rules, and forgets those that are gone. Alerts of rules that stay are kept. */
export function scheduleOnly(
  rules: readonly AlertRule[],
  { rules: states }: AlertStore,
  { now, speed }: Moment,
): void {
  const ids = new Set(rules.map(({ id }) => sameId(id)));
  for (const id of [...states.all.keys()].filter((known) => !ids.has(known))) {
    states.delete(id);
  }
  for (const rule of rules) {
    const id = sameId(rule.id);
    const latest = now + frequency(rule, speed);
    const { dueAt = latest, alerts = [] } = states.all.get(id) ?? {};
    states.set(id, { alerts, dueAt: Math.min(dueAt, latest) });
  }
}

function frequency({ evaluationFrequency }: AlertRule, speed: number): number {
  return evaluationFrequency.milliseconds / speed;
}
