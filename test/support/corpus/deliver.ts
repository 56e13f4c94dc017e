import type { Chance } from './chance';
import { uuid } from './alertRules';
import { payloadOf } from './payloads';
import type { Telling } from './payloads';
import { iso } from './playRows';
import { minute } from './world';
import type { Ms, World } from './world';

export type DeliveryKnobs = {
  /** Share of alerts that come twice, because two action groups name us or an answer got lost. */
  twice: number;
  /** Share that comes 5 to 25 minutes late, so that a Resolved may overtake its Fired. */
  late: number;
  /** Alerts of other services and of the portal's test button, per hour. */
  foreignPerHour: number;
  /** Whether the body is kept as text, as it was posted, or as the JSON it holds. */
  asText: boolean;
};

export type Delivered = { receivedAt: string; body: unknown };

/** Brings alerts as action groups do: soon, mostly once, in no order. */
export function deliver(
  tellings: readonly Telling[],
  world: World,
  { knobs, chance }: { knobs: DeliveryKnobs; chance: Chance },
): Delivered[] {
  const delivered = tellings.flatMap((telling) => {
    const body = payloadOf(telling);
    const times = chance.yes(knobs.twice) ? 2 : 1;
    return Array.from({ length: times }, () => ({ at: telling.at + delay(chance, knobs), body }));
  });
  const hours = (world.closes - world.opens) / (60 * minute);
  const foreign = Array.from({ length: Math.round(hours * knobs.foreignPerHour) }, () => {
    const at = chance.between(world.opens, world.closes);
    return { at, body: foreignAlert(chance, at) };
  });
  return [...delivered, ...foreign]
    .filter(({ at }) => at < world.closes)
    .map(({ at, body }) => ({
      receivedAt: iso(at),
      body: knobs.asText ? JSON.stringify(body) : body,
    }));
}

function delay(chance: Chance, { late }: DeliveryKnobs): Ms {
  return chance.yes(late) ? chance.between(5, 25) * minute : chance.between(0.3, 2) * minute;
}

/** What else reaches the same action group. */
function foreignAlert(chance: Chance, at: Ms): unknown {
  const essentials = {
    alertId: `/subscriptions/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e/providers/Microsoft.AlertsManagement/alerts/${uuid(chance)}`,
    monitorCondition: chance.pick(['Fired', 'Resolved']),
    firedDateTime: iso(at),
    essentialsVersion: '1.0',
    alertContextVersion: '1.0',
  };
  return chance.pick<() => unknown>([
    () => ({
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          ...essentials,
          alertRule: 'vm-cpu',
          severity: 'Sev3',
          signalType: 'Metric',
          monitoringService: 'Platform',
          alertTargetIDs: [
            '/subscriptions/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e/resourcegroups/web/providers/microsoft.compute/virtualmachines/web-1',
          ],
        },
        alertContext: {
          properties: null,
          conditionType: 'DynamicThresholdCriteria',
          condition: {},
        },
        customProperties: null,
      },
    }),
    () => ({
      schemaId: 'azureMonitorCommonAlertSchema',
      data: {
        essentials: {
          ...essentials,
          monitorCondition: 'Fired',
          alertRule: 'test-logAlertRule-v2',
          severity: 'Sev4',
          signalType: 'Log',
          monitoringService: 'Log Alerts V2',
          alertTargetIDs: [
            '/subscriptions/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e/resourcegroups/test-RG/providers/microsoft.operationalinsights/workspaces/test-logAnalyticsWorkspace',
          ],
        },
        alertContext: { properties: { customKey1: 'value1' }, conditionType: 'LogQueryCriteria' },
      },
    }),
    () => ({
      schemaId: 'Microsoft.Insights/activityLogs',
      data: { status: 'Activated', context: {} },
    }),
  ])();
}
