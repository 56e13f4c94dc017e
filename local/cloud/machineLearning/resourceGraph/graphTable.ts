import { decodeValue } from '../../monitor/kql/decodeValue';
import type { Column, Row } from '../../monitor/kql/value';
import { alertResourceId } from '../alerts/alert';
import type { Alert } from '../alerts/alert';

export const graphTable = 'alertsmanagementresources';

export const graphColumns: readonly Column[] = [
  { name: 'id', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'type', type: 'string' },
  { name: 'tenantId', type: 'string' },
  { name: 'kind', type: 'string' },
  { name: 'location', type: 'string' },
  { name: 'resourceGroup', type: 'string' },
  { name: 'subscriptionId', type: 'string' },
  { name: 'managedBy', type: 'string' },
  { name: 'sku', type: 'dynamic' },
  { name: 'plan', type: 'dynamic' },
  { name: 'properties', type: 'dynamic' },
  { name: 'tags', type: 'dynamic' },
  { name: 'identity', type: 'dynamic' },
  { name: 'zones', type: 'dynamic' },
  { name: 'extendedLocation', type: 'dynamic' },
];

/** An alert as a row of the table. */
export function graphRow(alert: Alert): Row {
  const { name, essentials, context, egressConfig, customProperties } = alert;
  const id = alertResourceId(alert);
  const record: Readonly<Record<string, unknown>> = {
    id,
    name,
    type: 'microsoft.alertsmanagement/alerts',
    location: 'global',
    resourceGroup: essentials.targetResourceGroup.toLowerCase(),
    subscriptionId: subscriptionOf(alert),
    properties: asJson({ essentials, context, egressConfig, customProperties }),
  };
  return graphColumns.map(({ name: column, type }) => {
    const decoded = decodeValue(record[column], type);
    return decoded.ok ? decoded.value : null;
  });
}

/** The subscription that an alert is in: its target's. */
export function subscriptionOf(alert: Alert): string {
  return alertResourceId(alert).split('/')[2] ?? '';
}

/** Without the fields that are undefined, which JSON has not got. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
