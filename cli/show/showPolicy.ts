import type { Policy } from '../../shared/domain/policy';
import type { Comparison, Rule } from '../../shared/domain/policy/rule';
import type { Look } from '../text/look';
import { table } from '../text/table';

/** The rules of a policy, then every other value of it by its path. */
export function showPolicy(policy: Policy, look: Look): string[] {
  const { rules, preset, $schema: _, withoutRules: __, ...sections } = policy;
  const rows = rules.map((rule) => [
    rule.id,
    firesWhen(rule),
    rule.action,
    rule.urgency,
    rule.alertRules.join(', '),
  ]);
  return [
    look.paint('bold', `Rules${preset === undefined ? '' : `, preset ${preset}`}`),
    ...table({ heads: ['rule', 'fires when', 'may', 'urgency', 'alert rules'], rows }, look),
    ...Object.entries(sections).flatMap(([section, values]) => [
      '',
      look.paint('bold', section),
      ...table({ rows: valuesIn(values).map(([path, value]) => [`  ${path}`, value]) }, look),
    ]),
  ];
}

/** `errorRate > 0.05 over 15 min on 2 circuits`. */
function firesWhen(rule: Rule): string {
  const { metric, breachedWhen, overMinutes, sustained, sampled, consecutiveSamples } = rule;
  const { minCircuits, withinMinutesOfDeploy, settleMinutes } = rule;
  return [
    `${metric} ${comparison(breachedWhen)} over ${overMinutes} min`,
    sustained && `in each ${sustained.everyMinutes} min of ${sustained.minutes} min`,
    sampled && `in more than ${sampled.failureLimit} of the samples of ${sampled.forMinutes} min`,
    consecutiveSamples && `${consecutiveSamples} times in a row`,
    withinMinutesOfDeploy && `within ${withinMinutesOfDeploy} min of a deploy`,
    settleMinutes > 0 && `from ${settleMinutes} min after it`,
    minCircuits > 1 && `on ${minCircuits} circuits`,
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}

function comparison(when: Comparison): string {
  switch (when.with) {
    case 'limit':
      return `${when.operator} ${when.limit}`;
    case 'baseline':
      return `${when.as} ${when.operator} ${when.limit} against the day before`;
    case 'severity':
      return `at least ${when.atLeast}`;
  }
}

/** Every value below a path: `writes.perMinute`, `90`. */
function valuesIn(value: unknown, path = ''): [path: string, value: string][] {
  if (typeof value !== 'object' || value === null || isListOfPlain(value)) {
    return [[path, shown(value)]];
  }
  const entries = Object.entries(value);
  return entries.length === 0
    ? [[path, 'none']]
    : entries.flatMap(([name, inner]) => valuesIn(inner, path === '' ? name : `${path}.${name}`));
}

function isListOfPlain(value: object): boolean {
  return Array.isArray(value) && value.every((each) => typeof each !== 'object');
}

function shown(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? 'none' : value.join(', ');
  }
  return String(value);
}
