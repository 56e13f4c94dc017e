import type { ControlRoute } from '../../control/route';
import type { MetricStore } from '../metrics/openMetricStore';
import type { Workspace } from '../query/runQuery';
import { createAlertEngine } from './alertEngine';
import { alertRoutes } from './alertRoutes';
import { createCourier } from './delivery/courier';
import { post } from './delivery/post';
import { openAlertStore } from './openAlertStore';
import type { AlertStore } from './openAlertStore';
import type { CommonAlert } from './payload/commonAlert';
import { readResources } from './resources/readResources';
import type { AlertResources } from './resources/readResources';
import type { Place } from './template/functions';
import { runWhenDue } from './runWhenDue';

export type AlertsOptions = {
  readonly stateDirectory: string;
  readonly workspace: Promise<Workspace>;
  readonly metrics: MetricStore;
  readonly workspaceId: string;
  /** How many times as fast as in Azure schedules, windows and retries go by. */
  readonly speed: number;
  /** Where templates of rules are deployed to. */
  readonly place?: Place | undefined;
  readonly onAlert: (alert: CommonAlert) => void;
  readonly log: (line: string) => void;
};

export type Alerts = { controlRoutes: ControlRoute[]; close(): Promise<void> };

/**
 * Starts to run alert rules over the rows and metrics of a workspace, as soon as its parser is there,
 * and to post what they raise. Goes on where it was when it ended. Throws if its state cannot be read.
 */
export function startAlerts({ stateDirectory, workspace, ...options }: AlertsOptions): Alerts {
  const { speed, place, log } = options;
  const store = openAlertStore(stateDirectory);
  const resources = storedResources(store);
  const clock = Date.now;
  const courier = createCourier({ store, post, clock, speed, log, onRetry: () => schedule.wake() });
  const engine = workspace.then((loaded) =>
    createAlertEngine(resources, { ...options, store, courier, workspace: loaded }),
  );
  const schedule = runWhenDue(async () => (await engine).tick(clock()), { clock, log });
  // Whoever loads the workspace reports that it does not; without it, no rule runs.
  engine.then(schedule.wake, schedule.stop);

  return {
    controlRoutes: alertRoutes({
      store,
      engine,
      workspace,
      clock,
      wake: schedule.wake,
      speed,
      place,
    }),
    close: async () => {
      await schedule.stop();
      await courier.close();
      store.close();
    },
  };
}

function storedResources({ resources }: AlertStore): AlertResources {
  const stored = readResources(resources.all.get('current') ?? []);
  if (!stored.ok) {
    throw new Error(`The stored alert rules cannot be read: ${stored.message}`);
  }
  return stored.resources;
}
