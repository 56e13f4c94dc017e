import type { z } from 'zod';
import type { Alert, Health } from './alert';
import { excerpt } from './alert';
import { loose, MaybeText, optional } from './loose';

/** What Service Health and Resource Health say besides the essentials. */
export const HealthContext = loose({
  status: MaybeText,
  properties: optional(
    loose({
      title: MaybeText,
      service: MaybeText,
      region: MaybeText,
      incidenttype: MaybeText,
      trackingid: MaybeText,
      stage: MaybeText,
      currenthealthstatus: MaybeText,
      issynthetic: MaybeText,
    }),
  ),
});
export type HealthContext = z.infer<typeof HealthContext>;

/** The last stages of an incident and of maintenance. */
const over = new Set(['resolved', 'rca', 'complete', 'completed', 'canceled', 'cancelled']);

type Told = Pick<Alert, 'service' | 'condition' | 'targets' | 'id'>;

/** Reads what a health alert says of the platform; undefined for any other alert. */
export function readHealth(alert: Told, context: HealthContext | undefined): Health | undefined {
  if (alert.service === 'servicehealth') {
    return serviceHealth(alert, context);
  }
  return alert.service === 'resourcehealth' ? resourceHealth(alert, context) : undefined;
}

function serviceHealth({ condition, id }: Told, context: HealthContext | undefined): Health {
  const { title, service, region, incidenttype, trackingid, stage } = context?.properties ?? {};
  const words = [service, region, title].filter((word) => word !== undefined);
  return {
    subject: `servicehealth:${(trackingid ?? id).toLowerCase()}`,
    title: excerpt(words.length > 0 ? words.join(', ') : 'Service Health'),
    state: incidentState({
      type: incidenttype?.toLowerCase() ?? 'incident',
      stage: (stage ?? context?.status ?? 'active').toLowerCase(),
      isResolved: condition === 'Resolved' || over.has(context?.status?.toLowerCase() ?? ''),
    }),
  };
}

/** Nobody is hurt yet by maintenance that is planned, nor ever by advice. */
function incidentState({
  type,
  stage,
  isResolved,
}: {
  type: string;
  stage: string;
  isResolved: boolean;
}): Health['state'] {
  if (isResolved || over.has(stage)) {
    return 'up';
  }
  const isHurting = type === 'incident' || (type === 'maintenance' && stage !== 'planned');
  return isHurting ? 'down' : 'notice';
}

function resourceHealth(
  { condition, targets, id }: Told,
  context: HealthContext | undefined,
): Health {
  const { title, currenthealthstatus: status } = context?.properties ?? {};
  const resource = targets[0] ?? id;
  return {
    subject: `resourcehealth:${resource.toLowerCase()}`,
    title: excerpt([resource.slice(resource.lastIndexOf('/') + 1), title ?? status].join(': ')),
    state: resourceState(
      status?.toLowerCase(),
      condition === 'Resolved' || over.has(context?.status?.toLowerCase() ?? ''),
    ),
  };
}

function resourceState(status: string | undefined, isResolved: boolean): Health['state'] {
  if (status === 'available' || isResolved) {
    return 'up';
  }
  // "Unknown" says that Azure has lost sight of it, not that it is out of order.
  return status === 'unknown' ? 'notice' : 'down';
}
