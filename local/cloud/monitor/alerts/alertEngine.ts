import type { Courier } from './delivery/courier';
import type { AlertRule } from './resources/alertRule';
import { sameId } from './resources/armId';
import type { AlertResources } from './resources/readResources';
import { latestDue, scheduleOnly } from './ruleSchedule';
import { runRule } from './runRule';
import type { RuleReport, RuleSurroundings } from './runRule';

export type AlertEngineOptions = Omit<RuleSurroundings, 'actionGroups'> & {
  readonly courier: Courier;
  readonly log: (line: string) => void;
};

export type AlertEngine = {
  /** Puts these rules in the place of all others. Alerts of rules that stay are kept. */
  replace: (resources: AlertResources, now: number) => void;
  /** Evaluates the rules that are due, and starts to send. Answers when something is due next. */
  tick: (now: number) => number | undefined;
  /** Evaluates rules now, be they due or not: the one of a name, or all of them. */
  evaluate: (now: number, name?: string) => RuleReport[];
};

/** Runs alert rules. Knows the time only from its callers. */
export function createAlertEngine(
  initial: AlertResources,
  { courier, log, ...around }: AlertEngineOptions,
): AlertEngine {
  const { store, speed } = around;
  let { rules, actionGroups } = initial;
  const run = (rule: AlertRule, now: number): RuleReport =>
    runRule(rule, now, { ...around, actionGroups });
  const enabled = (): AlertRule[] => rules.filter((rule) => rule.enabled);
  const dueAt = ({ id }: AlertRule): number => store.rules.all.get(sameId(id))?.dueAt ?? Infinity;

  return {
    replace: (next, now) => {
      ({ rules, actionGroups } = next);
      store.atOnce(() => scheduleOnly(rules, store, { now, speed }));
    },
    tick: (now) => {
      for (const rule of enabled().filter((candidate) => dueAt(candidate) <= now)) {
        const { error } = run(rule, latestDue(rule, dueAt(rule), { now, speed }));
        if (error !== undefined) {
          log(`The alert rule ${rule.name} was not evaluated: ${error}`);
        }
      }
      const next = Math.min(courier.sendDue(now) ?? Infinity, ...enabled().map(dueAt));
      return Number.isFinite(next) ? next : undefined;
    },
    evaluate: (now, name) =>
      enabled()
        .filter((rule) => name === undefined || rule.name === name)
        .map((rule) => run(rule, now)),
  };
}
