import { randomUUID } from 'node:crypto';
import type { MetricStore } from '../metrics/openMetricStore';
import type { Workspace } from '../query/runQuery';
import { announce } from './announce';
import { EvaluationError } from './evaluation/evaluationError';
import { evaluateLogRule } from './evaluation/evaluateLogRule';
import { evaluateMetricRule } from './evaluation/evaluateMetricRule';
import type { Evaluation } from './evaluation/observation';
import { transition } from './evaluation/transitions';
import type { AlertEvent } from './evaluation/transitions';
import { newAlertOf } from './newAlert';
import type { AlertStore } from './openAlertStore';
import { commonAlert } from './payload/commonAlert';
import type { CommonAlert } from './payload/commonAlert';
import type { ActionGroup } from './resources/actionGroup';
import type { AlertRule } from './resources/alertRule';
import { sameId } from './resources/armId';
import { dueAfter } from './ruleSchedule';

/** What became of one evaluation of a rule. */
export type RuleReport = {
  readonly rule: string;
  readonly evaluation?: Evaluation;
  readonly events: readonly AlertEvent[];
  /** Why the rule could not be evaluated. */
  readonly error?: string;
};

export type RuleSurroundings = {
  readonly store: AlertStore;
  readonly workspace: Workspace;
  readonly metrics: MetricStore;
  readonly workspaceId: string;
  /** How many times as fast as in Azure schedules and windows go by. */
  readonly speed: number;
  /** By their ids in lower case. */
  readonly actionGroups: ReadonlyMap<string, ActionGroup>;
  /** Hears of every alert that fires or resolves, once it is on disk. */
  readonly onAlert: (alert: CommonAlert) => void;
};

/**
 * Evaluates a rule at a moment, and keeps what comes of it, all at once: its alerts, its place in the
 * schedule, and the notifications to send. A rule that cannot be evaluated keeps the alerts it has.
 */
export function runRule(rule: AlertRule, now: number, around: RuleSurroundings): RuleReport {
  const { store, workspaceId, speed, onAlert } = around;
  const id = sameId(rule.id);
  const state = store.rules.all.get(id) ?? { dueAt: now, alerts: [] };
  const dueAt = dueAfter(rule, state.dueAt, { now, speed });
  const evaluation = evaluate(rule, now, around);
  if ('error' in evaluation) {
    store.rules.set(id, { ...state, dueAt });
    return { rule: rule.name, events: [], error: evaluation.error };
  }
  const before = new Map(state.alerts.map((alert) => [alert.observation.key, alert]));
  const { alerts, events } = transition(
    rule,
    { alerts: before, evaluation },
    { now, speed, newAlert: () => newAlertOf(rule, randomUUID) },
  );
  store.atOnce(() => {
    store.rules.set(id, { dueAt, alerts: [...alerts.values()] });
    announce(rule, events, around);
  });
  for (const event of events) {
    onAlert(commonAlert(rule, event, { properties: null, workspaceId }));
  }
  return { rule: rule.name, evaluation, events };
}

function evaluate(
  rule: AlertRule,
  now: number,
  { workspace, metrics, speed }: RuleSurroundings,
): Evaluation | { error: string } {
  if (rule.kind === 'metric') {
    const window = { start: now - rule.windowSize.milliseconds / speed, end: now };
    return evaluateMetricRule(rule, window, metrics);
  }
  try {
    return evaluateLogRule(rule, { now, speed }, workspace);
  } catch (error) {
    if (error instanceof EvaluationError) {
      return { error: error.message };
    }
    throw error;
  }
}
