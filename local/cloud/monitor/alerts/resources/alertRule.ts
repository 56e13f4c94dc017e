import type { Duration } from './duration';
import type { LogCriterion } from './scheduledQueryRule';
import type { MetricCriterion } from './metricAlert';

/** An action group to go through, and what to tell it beside the alert. */
export type RuleAction = {
  readonly actionGroupId: string;
  readonly properties: Readonly<Record<string, string>> | null;
};

type RuleBase = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** 0, the worst, to 4. */
  readonly severity: number;
  readonly enabled: boolean;
  /** What the rule looks at. */
  readonly scopes: readonly string[];
  readonly evaluationFrequency: Duration;
  readonly windowSize: Duration;
  /** Stateful if true: fires once, and resolves. Otherwise every evaluation fires anew. */
  readonly autoMitigate: boolean;
  readonly actions: readonly RuleAction[];
};

/** A rule over the rows that a query answers. */
export type LogRule = RuleBase & {
  readonly kind: 'log';
  readonly criterion: LogCriterion;
  readonly targetResourceTypes: readonly string[];
  /** How long a stateless rule keeps quiet after it has notified. */
  readonly muteActionsDuration: Duration | undefined;
  /** How far back the query reads, if not as far as the periods go. */
  readonly overrideQueryTimeRange: Duration | undefined;
};

/** A rule over metrics, all of whose criteria have to be met. */
export type MetricRule = RuleBase & {
  readonly kind: 'metric';
  readonly conditionType: string;
  readonly criteria: readonly MetricCriterion[];
};

export type AlertRule = LogRule | MetricRule;
