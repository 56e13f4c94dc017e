import type { RuleInput } from '../rule';

/** Services that are rolled back for errors, and left alone for latency. */
export const inflow: readonly RuleInput[] = [
  {
    id: 'error-rate-sustained',
    title: 'More than 5 % errors for 5 minutes',
    alertRules: ['error-rate-sustained'],
    metric: 'errorRate',
    breachedWhen: { with: 'limit', operator: '>', limit: 0.05 },
    overMinutes: 5,
    sustained: { minutes: 5 },
    action: 'rollBack',
    urgency: 'immediate',
  },
  {
    id: 'p99-relative',
    title: 'p99 above twice the usual for 10 minutes',
    alertRules: ['p99-relative'],
    metric: 'p99Ms',
    breachedWhen: { with: 'baseline', as: 'times', operator: '>', limit: 2 },
    overMinutes: 10,
    sustained: { minutes: 10 },
    action: 'alert',
    urgency: 'varies',
  },
  {
    id: 'health-check',
    title: 'Three health checks failed in a row',
    alertRules: ['health-check'],
    // A batch deployment has no probe to ask: what it can fail at are its jobs.
    metric: 'jobFailureRate',
    breachedWhen: { with: 'limit', operator: '>=', limit: 1 },
    overMinutes: 240,
    consecutiveSamples: 3,
    action: 'restart',
    urgency: 'immediate',
  },
];
