import type { Policy } from '../policy';

/** What the rules of a policy have to be told to be answered. */
export type Needs = { jobs: boolean; metrics: boolean; baselines: boolean };

export function needsOf({ rules }: Policy): Needs {
  const ofJobs = rules.filter(
    ({ metric }) => metric === 'failedJobs' || metric === 'jobFailureRate',
  );
  const ofMetrics = rules.filter(
    (rule) => !ofJobs.includes(rule) && rule.metric !== 'alertsPerHour' && rule.metric !== 'alert',
  );
  return {
    jobs: ofJobs.length > 0,
    metrics: ofMetrics.length > 0,
    baselines: ofMetrics.some(({ breachedWhen }) => breachedWhen.with === 'baseline'),
  };
}
