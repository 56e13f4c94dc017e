import type { ControlRoute } from './control/route';
import type { CommonAlert } from './monitor/alerts/payload/commonAlert';

/** Where Alerts Management takes alerts in from behind. */
const path = '/machineLearning/alerts';

/**
 * Puts an alert that has fired or resolved on file with Alerts Management, which has other names for
 * things than the payload. Throws if Alerts Management does not take it.
 */
export async function fileAlert(
  { data: { essentials, alertContext } }: CommonAlert,
  routes: readonly ControlRoute[],
): Promise<void> {
  const { resolvedDateTime, alertTargetIDs } = essentials;
  const alert = {
    alertId: essentials.alertId.slice(essentials.alertId.lastIndexOf('/') + 1),
    name: essentials.alertRule,
    essentials: {
      severity: essentials.severity,
      signalType: essentials.signalType,
      monitorCondition: essentials.monitorCondition,
      monitorService: essentials.monitoringService,
      targetResource: alertTargetIDs[0] ?? '',
      alertRule: essentials.alertRuleId,
      sourceCreatedId: essentials.originAlertId,
      description: essentials.description,
      startDateTime: essentials.firedDateTime,
      ...(resolvedDateTime && { monitorConditionResolvedDateTime: resolvedDateTime }),
    },
    context: alertContext,
  };
  const route = routes.find((candidate) => candidate.method === 'PUT' && candidate.path === path);
  const answer = await route?.handle({
    params: {},
    query: new URLSearchParams(),
    body: [alert],
  });
  if (answer?.status !== 200) {
    throw new Error(`The alert ${alert.alertId} was not filed: ${JSON.stringify(answer)}`);
  }
}
