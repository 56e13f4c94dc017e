import type { RuleInput } from '../rule';

/** A model behind an endpoint with the model before it on standby. */
export const mlmonitoring: readonly RuleInput[] = [
  {
    id: 'f1-drop',
    title: 'F1 dropped by more than 0.05 after a deploy',
    alertRules: ['f1-drop'],
    metric: 'f1',
    breachedWhen: { with: 'baseline', as: 'drop', operator: '>', limit: 0.05 },
    overMinutes: 30,
    withinMinutesOfDeploy: 30,
    action: 'rollBack',
    urgency: 'immediate',
    suspect: 'model',
  },
  {
    id: 'p99-post-deploy',
    title: 'p99 above 2 s after a deploy',
    alertRules: ['p99-post-deploy'],
    metric: 'p99Ms',
    breachedWhen: { with: 'limit', operator: '>', limit: 2000 },
    overMinutes: 10,
    withinMinutesOfDeploy: 30,
    action: 'rollBack',
    urgency: 'immediate',
    suspect: 'model',
  },
  {
    id: 'error-rate',
    title: 'More than 5 % errors',
    alertRules: ['error-rate'],
    metric: 'errorRate',
    breachedWhen: { with: 'limit', operator: '>', limit: 0.05 },
    overMinutes: 5,
    action: 'rollBack',
    urgency: 'immediate',
  },
  {
    id: 'anomaly-rate',
    title: 'More than three times the usual anomalies',
    alertRules: ['anomaly-rate'],
    metric: 'anomalyRate',
    breachedWhen: { with: 'baseline', as: 'times', operator: '>', limit: 3 },
    overMinutes: 30,
    action: 'investigate',
    urgency: 'investigateFirst',
  },
];
