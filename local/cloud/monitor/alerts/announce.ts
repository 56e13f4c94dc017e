import type { AlertEvent } from './evaluation/transitions';
import { nextId, prune } from './openAlertStore';
import type { AlertStore } from './openAlertStore';
import { commonAlert } from './payload/commonAlert';
import type { ActionGroup } from './resources/actionGroup';
import type { AlertRule } from './resources/alertRule';
import { sameId } from './resources/armId';

export type Announcing = {
  readonly store: AlertStore;
  readonly workspaceId: string;
  /** By their ids in lower case. */
  readonly actionGroups: ReadonlyMap<string, ActionGroup>;
};

/** Notes events down, and addresses them to every receiver of every action group of the rule. */
export function announce(
  rule: AlertRule,
  events: readonly AlertEvent[],
  { store, workspaceId, actionGroups }: Announcing,
): void {
  for (const event of events) {
    noteDown(rule, event, store);
    for (const { actionGroupId, properties } of event.muted ? [] : rule.actions) {
      const group = actionGroups.get(sameId(actionGroupId));
      const body = JSON.stringify(commonAlert(rule, event, { properties, workspaceId }));
      for (const { name, url } of group?.enabled === true ? group.receivers : []) {
        store.notifications.set(nextId(store.notifications.all), {
          actionGroupId,
          receiver: name,
          url,
          alertId: event.alert.alertId,
          monitorCondition: event.condition,
          body,
          status: 'pending',
          attempts: [],
          dueAt: event.at,
        });
      }
    }
  }
  prune(store.notifications, ({ status }) => status === 'pending');
  prune(store.raised, () => false);
}

/** A resolved alert takes the place of the one that had fired. */
function noteDown(
  rule: AlertRule,
  { condition, alert, at, muted }: AlertEvent,
  { raised }: AlertStore,
): void {
  const earlier = [...raised.all].find(([, { alertId }]) => alertId === alert.alertId);
  raised.set(earlier?.[0] ?? nextId(raised.all), {
    alertId: alert.alertId,
    alertRule: rule.name,
    alertRuleId: rule.id,
    severity: `Sev${rule.severity}`,
    monitorCondition: condition,
    firedDateTime: new Date(alert.firedAt).toISOString(),
    resolvedDateTime: condition === 'Resolved' ? new Date(at).toISOString() : null,
    targetResource: alert.observation.target,
    dimensions: alert.observation.measurements.flatMap(({ dimensions }) => dimensions),
    muted,
  });
}
