import type { AlertEvent } from '../evaluation/transitions';
import { nameIn } from '../resources/armId';
import type { AlertRule, RuleAction } from '../resources/alertRule';
import { logContext } from './logContext';
import { metricContext } from './metricContext';

/** The common alert schema: what an action group posts. */
export type CommonAlert = {
  readonly schemaId: 'azureMonitorCommonAlertSchema';
  readonly data: {
    readonly essentials: Essentials;
    readonly alertContext: object;
    readonly customProperties?: RuleAction['properties'];
  };
};

export type Essentials = {
  readonly alertId: string;
  readonly alertRule: string;
  readonly alertRuleId: string;
  readonly severity: string;
  readonly signalType: 'Log' | 'Metric';
  readonly monitorCondition: AlertEvent['condition'];
  readonly monitoringService: 'Log Alerts V2' | 'Platform';
  readonly alertTargetIDs: readonly string[];
  readonly configurationItems: readonly string[];
  readonly originAlertId: string;
  readonly firedDateTime: string;
  readonly resolvedDateTime?: string;
  readonly description: string;
  readonly essentialsVersion: '1.0';
  readonly alertContextVersion: '1.0';
};

/** What an action of a rule tells its receivers about an event. */
export function commonAlert(
  rule: AlertRule,
  event: AlertEvent,
  { properties, workspaceId }: Pick<RuleAction, 'properties'> & { workspaceId: string },
): CommonAlert {
  const essentials = essentialsOf(rule, event);
  const data =
    rule.kind === 'log'
      ? { essentials, alertContext: logContext(rule, event, { properties, workspaceId }) }
      : {
          essentials,
          alertContext: metricContext(rule, event, properties),
          customProperties: properties,
        };
  return { schemaId: 'azureMonitorCommonAlertSchema', data };
}

function essentialsOf(rule: AlertRule, { condition, alert, at }: AlertEvent): Essentials {
  const { target } = alert.observation;
  // Only metric alerts say when they were resolved.
  const resolved = condition === 'Resolved' && rule.kind === 'metric';
  return {
    alertId: alert.alertId,
    alertRule: rule.name,
    alertRuleId: rule.id,
    severity: `Sev${rule.severity}`,
    signalType: rule.kind === 'log' ? 'Log' : 'Metric',
    monitorCondition: condition,
    monitoringService: rule.kind === 'log' ? 'Log Alerts V2' : 'Platform',
    alertTargetIDs: [target],
    configurationItems: configurationItems(rule, alert.observation),
    originAlertId: alert.originAlertId,
    firedDateTime: new Date(alert.firedAt).toISOString(),
    ...(resolved && { resolvedDateTime: new Date(at).toISOString() }),
    description: rule.description,
    essentialsVersion: '1.0',
    alertContextVersion: '1.0',
  };
}

/** The dimensions of a log alert that say which machine or resource it is about. */
const itemDimensions = new Set(['_ResourceId', 'ResourceId', 'Resource', 'Computer']);

function configurationItems(
  { kind }: AlertRule,
  { target, measurements }: AlertEvent['alert']['observation'],
): string[] {
  const named =
    kind === 'log'
      ? measurements
          .flatMap(({ dimensions }) => dimensions)
          .filter(({ name }) => itemDimensions.has(name))
          .map(({ value }) => value)
      : [];
  return named.length > 0 ? named : [nameIn(target)];
}
