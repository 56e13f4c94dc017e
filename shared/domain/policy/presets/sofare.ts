import type { RuleInput } from '../rule';

/** A canary that is looked at after it has settled, drift by severity, and a success rate watched while it grows. */
export const sofare: readonly RuleInput[] = [
  {
    id: 'canary-error-rate',
    title: 'More than 1 % errors five minutes after a release',
    alertRules: ['canary-error-rate'],
    metric: 'errorRate',
    breachedWhen: { with: 'limit', operator: '>', limit: 0.01 },
    overMinutes: 5,
    // 300 s. The runbook asks for errors per second; what it means is a share, so enough must be scored.
    settleMinutes: 5,
    withinMinutesOfDeploy: 30,
    minRecords: 100,
    action: 'rollBack',
    urgency: 'immediate',
    failsRelease: true,
  },
  {
    id: 'drift-critical',
    title: 'Critical drift',
    alertRules: ['drift-critical'],
    metric: 'drift',
    breachedWhen: { with: 'severity', atLeast: 'critical' },
    overMinutes: 30,
    action: 'rollBack',
    urgency: 'immediate',
    suspect: 'model',
  },
  {
    id: 'performance-degradation',
    title: 'Predictions are more than a tenth worse',
    alertRules: ['performance-degradation'],
    metric: 'f1',
    breachedWhen: { with: 'baseline', as: 'worseBy', operator: '>', limit: 0.1 },
    overMinutes: 30,
    action: 'rollBack',
    urgency: 'immediate',
    suspect: 'model',
  },
  {
    id: 'success-rate',
    title: 'Fewer than 99 % succeed, more than three times',
    alertRules: ['success-rate'],
    metric: 'successRate',
    breachedWhen: { with: 'limit', operator: '<', limit: 0.99 },
    overMinutes: 5,
    sampled: { everyMinutes: 1, forMinutes: 10, failureLimit: 3 },
    action: 'rollBack',
    urgency: 'immediate',
  },
];
