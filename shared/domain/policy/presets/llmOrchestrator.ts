import type { RuleInput } from '../rule';

/** What only an alert can tell: it is looked into, and never rolls back alone. */
function symptom(id: string, title: string): RuleInput {
  return {
    id,
    title,
    alertRules: [id],
    metric: 'alert',
    breachedWhen: { with: 'limit', operator: '>', limit: 0 },
    overMinutes: 60,
    action: 'investigate',
    urgency: 'investigateFirst',
  };
}

/** An orchestrator of language models: errors are measured, other symptoms are reported. */
export const llmOrchestrator: readonly RuleInput[] = [
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
  symptom('crash-loop', 'Crashes, or pods in a crash loop'),
  symptom('dependency-failures', 'Connections to a database or another dependency fail'),
  symptom('user-reports', 'Users report trouble after a deployment'),
  symptom('failed-health-checks', 'Health checks fail'),
  symptom('resource-exhaustion', 'Memory leaks, or resources are exhausted'),
];
