import { WorkerLost } from '../worker/types';
import type { Worker } from '../worker/types';
import type { FaultPlan } from './faultPlan';

export type Crashes = {
  /** The worker, whose process dies around the activities that the plan names. */
  around(worker: Worker, kill: () => void): Worker;
};

/** Counts activities over all processes of the app, so that each planned crash comes once. */
export function plannedCrashes(plan: FaultPlan): Crashes {
  let calls = 0;
  return {
    around: (worker, kill) => {
      const isActivity = activitiesOf(worker);
      return {
        functions: worker.functions,
        invoke: async (invocation) => {
          if (!isActivity(invocation.functionName)) {
            return worker.invoke(invocation);
          }
          calls += 1;
          const call = calls;
          if (call === plan['crash-before-activity']) {
            kill();
            throw new WorkerLost('killed on purpose before an activity');
          }
          const result = await worker.invoke(invocation);
          if (call === plan['crash-after-activity']) {
            kill();
            throw new WorkerLost('killed on purpose after an activity');
          }
          return result;
        },
      };
    },
  };
}

function activitiesOf({ functions }: Worker): (name: string) => boolean {
  const names = functions
    .filter(({ bindings }) =>
      Object.values(bindings).some(({ type }) => type === 'activityTrigger'),
    )
    .map(({ name }) => name);
  const activities = new Set(names);
  return (name) => activities.has(name);
}
