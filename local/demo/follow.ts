import { alertsOnRecord, planOnRecord } from './onRecord';
import type { AlertsOnRecord } from './onRecord';
import type { Performance } from './performance';
import type { Preview, Rollback } from './rollbackApi';
import { decisionParts } from './show/decision';
import { guardParts, hashOf, planPart } from './show/plan';
import { watch } from './watch';

/** Shows what the app makes of a beginning, to the end: the decision, the plan, and how it goes. */
export async function follow(
  performance: Performance,
  { beginning, preview }: { beginning: Promise<number>; preview: Preview | undefined },
): Promise<Rollback | undefined> {
  const { stage, screen, options } = performance;
  const notYet = Promise.resolve(0);
  const rollback = await watch(stage.appUrl, screen, {
    seconds: 120 + (options.circuits * 6 * 60) / options.speed,
    unless: stage.broken,
    // Without alerts a person has asked for it, and there will be an incident.
    isOver: async () => {
      const accepted = await Promise.race([beginning, notYet]);
      return accepted > 0 && (await allEnded(performance, accepted)) !== undefined;
    },
    onOpened: (opened) => screen.show(decisionParts(opened)),
    onPlanned: async (planned) => {
      const hash = hashOf(await planOnRecord(stage.cloud, planned.id));
      const isAsPreviewed = preview?.hash === hash;
      screen.show([...(isAsPreviewed ? [planPart(preview)] : []), ...guardParts(planned)]);
    },
  });
  if (!rollback) {
    screen.show([{ heading: 'Decision', lines: ['leave it alone: nothing is wrong enough'] }]);
  }
  return rollback;
}

/** The alerts, once each that was taken in has come to an end. */
export async function allEnded(
  { stage: { cloud } }: Performance,
  accepted: number,
): Promise<AlertsOnRecord | undefined> {
  const alerts = await alertsOnRecord(cloud);
  return alerts.endings.length >= Math.max(accepted, alerts.received) ? alerts : undefined;
}
