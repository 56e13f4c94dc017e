import type { Alert, Essentials, ImportedAlert, Modification } from './alert';

/**
 * An alert as it is after somebody has put it in place: a new one, or the one that was there with
 * what has changed in it. What people did to it, they did: its state is only set when it is new.
 */
export function importAlert(
  current: Alert | undefined,
  imported: ImportedAlert,
  now: number,
): Alert {
  const at = new Date(now).toISOString();
  const { alertId, name, context, egressConfig, customProperties } = imported;
  const fresh = { alertId, name, context, egressConfig, customProperties };
  if (!current) {
    const essentials = createdAt(at, imported.essentials);
    return { ...fresh, essentials, history: [created(essentials)] };
  }
  const { alertState, monitorCondition, startDateTime } = current.essentials;
  const essentials = {
    ...createdAt(startDateTime, imported.essentials),
    alertState,
    lastModifiedDateTime: at,
  };
  const change = {
    modificationEvent: 'MonitorConditionChange' as const,
    oldValue: monitorCondition,
    newValue: essentials.monitorCondition,
    modifiedAt: at,
    modifiedBy: 'System',
    comments: '',
    description: `Monitor condition changed from '${monitorCondition}' to '${essentials.monitorCondition}'`,
  };
  const hasChanged = monitorCondition !== essentials.monitorCondition;
  return {
    ...fresh,
    essentials: resolvedAt(essentials, at),
    history: hasChanged ? [...current.history, change] : current.history,
  };
}

function createdAt(at: string, essentials: ImportedAlert['essentials']): Essentials {
  const { startDateTime = at, lastModifiedDateTime = startDateTime } = essentials;
  const target = essentials.targetResource.split('/');
  return resolvedAt(
    {
      ...essentials,
      startDateTime,
      lastModifiedDateTime,
      targetResourceName: essentials.targetResourceName || (target.at(-1) ?? ''),
      targetResourceGroup: essentials.targetResourceGroup || groupOf(essentials.targetResource),
      targetResourceType: essentials.targetResourceType || typeOf(essentials.targetResource),
    },
    lastModifiedDateTime,
  );
}

function resolvedAt(essentials: Essentials, at: string): Essentials {
  const { monitorConditionResolvedDateTime: known = at, ...rest } = essentials;
  return essentials.monitorCondition === 'Resolved'
    ? { ...rest, monitorConditionResolvedDateTime: known }
    : rest;
}

function created({ startDateTime }: Essentials): Modification {
  return {
    modificationEvent: 'AlertCreated',
    oldValue: '',
    newValue: '',
    modifiedAt: startDateTime,
    modifiedBy: 'System',
    comments: '',
    description: 'New Alert Object is created',
  };
}

function groupOf(resourceId: string): string {
  return /\/resourceGroups\/([^/]+)/i.exec(resourceId)?.[1] ?? '';
}

/** The type of a resource by its id, as in `microsoft.operationalinsights/workspaces`. */
function typeOf(resourceId: string): string {
  const [, provider = '', rest = ''] = /.*\/providers\/([^/]+)\/(.+)$/i.exec(resourceId) ?? [];
  const types = rest.split('/').filter((_, index) => index % 2 === 0);
  return [provider, ...types].join('/').toLowerCase();
}
