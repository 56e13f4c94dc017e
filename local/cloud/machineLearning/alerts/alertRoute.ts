/** A call on alerts; a scope is empty or the id of a subscription, a group or a resource. */
export type AlertRoute =
  | { on: 'list'; scope: string }
  | { on: 'alert' | 'history' | 'changestate'; scope: string; alertId: string };

const shape =
  /^(\/subscriptions\/.+?)?\/providers\/Microsoft\.AlertsManagement\/alerts(?:\/([0-9a-f-]{36})(?:\/(history|changestate))?)?$/i;

/** Reads a path of alerts management, in any case; undefined if it is none. */
export function alertRouteOf(path: string): AlertRoute | undefined {
  const found = shape.exec(path);
  if (!found) {
    return undefined;
  }
  const [, scope = '', alertId, verb] = found;
  if (alertId === undefined) {
    return { on: 'list', scope };
  }
  const on = (['history', 'changestate'] as const).find((one) => one === verb?.toLowerCase());
  return { on: on ?? 'alert', scope, alertId };
}

/** Whether a resource is the scope or lies in it. */
export function isWithin(scope: string, resourceId: string): boolean {
  return `${resourceId.toLowerCase()}/`.startsWith(`${scope.toLowerCase()}/`) || scope === '';
}
