import type { Alert } from './evaluation/transitions';
import type { AlertRule } from './resources/alertRule';
import { segmentAfter } from './resources/armId';

/** Names a new alert as Azure does; `uuid` makes what is random about it. */
export function newAlertOf(
  { kind, id, name, scopes }: AlertRule,
  uuid: () => string,
): Pick<Alert, 'alertId' | 'originAlertId'> {
  const [scope = id] = scopes;
  const subscription = segmentAfter(scope, 'subscriptions');
  const alertId = `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts/${uuid()}`;
  if (kind === 'log') {
    return { alertId, originAlertId: uuid() };
  }
  const owner = segmentAfter(id, 'subscriptions');
  const group = segmentAfter(id, 'resourcegroups');
  const number = Number.parseInt(uuid().slice(0, 7), 16);
  return {
    alertId,
    originAlertId: `${owner}_${group}_microsoft.insights_metricAlerts_${name}_${number}`,
  };
}
