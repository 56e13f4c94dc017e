import type {
  Baseline,
  Evidence,
  JobSample,
  MetricSample,
} from '../../shared/domain/evidence/samples';
import type { RuleVerdict } from '../../shared/domain/evidence/verdict';
import type { Circuit } from '../../shared/domain/fleet';
import type { PolicyInput } from '../../shared/domain/policy';
import { assessRules } from '../../shared/domain/rule/assessRules';
import type { Assessment } from '../../shared/domain/rule/assessRules';
import { minusMinutes } from '../../shared/domain/time';
import { aPolicy, start } from './builders';

export const c1: Circuit = { plant: 'P001', circuit: 'C001' };
export const c2: Circuit = { plant: 'P001', circuit: 'C002' };
export const c3: Circuit = { plant: 'P002', circuit: 'C001' };

type Measured = { metrics: MetricSample[]; jobs: JobSample[]; baseline: Baseline };

/** Evidence as of `start` of these circuits, keyed `P001/C001`. */
export function evidenceOf(circuits: Record<string, Partial<Measured>>): Evidence {
  const all = Object.entries(circuits).map(([name, measured]) => {
    const [plant = '', circuit = ''] = name.split('/');
    return { plant, circuit, ...measured };
  });
  return {
    asOf: start,
    since: minusMinutes(start, 1500),
    jobs: {
      answer: 'measured',
      circuits: all.flatMap(({ plant, circuit, jobs }) =>
        jobs ? [{ plant, circuit, samples: jobs }] : [],
      ),
    },
    metrics: {
      answer: 'measured',
      circuits: all.flatMap(({ plant, circuit, metrics, baseline }) =>
        metrics || baseline
          ? [{ plant, circuit, samples: metrics ?? [], ...(baseline && { baseline }) }]
          : [],
      ),
    },
  };
}

/** A sample of each of the minutes before `start`, from the first to the last that are named. */
export function everyMinute<Measures>(
  measures: Measures,
  { from = 10, to = 1 }: { from?: number; to?: number } = {},
): (Measures & { at: string })[] {
  return Array.from({ length: from - to + 1 }, (_, index) => ({
    at: minusMinutes(start, from - index),
    ...measures,
  }));
}

export const minutesAgo = (minutes: number) => minusMinutes(start, minutes);

/** What the one rule of a preset says. */
export function verdictOf(
  policy: PolicyInput,
  { rule, ...over }: { rule: string; evidence: Evidence } & Partial<Assessment>,
): RuleVerdict {
  const verdicts = assessRules({
    releases: [],
    alertsLastHour: 0,
    firing: [],
    now: start,
    ...over,
    policy: aPolicy(policy),
  });
  const verdict = verdicts.find((one) => one.rule === rule);
  if (!verdict) {
    throw new Error(`no rule ${rule}, only ${verdicts.map((one) => one.rule).join(', ')}`);
  }
  return verdict;
}
