import type { Chance } from './chance';
import type { Naming, Subject, Telling } from './payloads';
import { minute } from './world';
import type { Ms, Site, World } from './world';
import type { Rows, ScoreRow } from './playRows';

/** How this team set up its alert rules in Azure Monitor. */
export type AlertKnobs = {
  naming: Naming;
  /** A stateless rule fires anew at every evaluation; a stateful one once, and resolves. */
  stateful: boolean;
  everyMinutes: number;
  /** Whether one alert speaks of a circuit, of a plant, or of the workspace. */
  split: 'circuit' | 'plant' | 'workspace';
  /** A platform metric alert on the runs of the whole workspace, besides. */
  workspaceRuns: boolean;
  /** The log rules query a table of Azure's own, which has the rows that never came into ours. */
  seeLostRows: boolean;
};

type Sample = { at: Ms; seen: Ms; site: Site; value: number };

type AlertRule = {
  name: string;
  severity: string;
  query: string;
  kind: 'log' | 'metric';
  split: AlertKnobs['split'];
  windowMinutes: number;
  /** Fires above it. */
  threshold: number;
  as: 'sum' | 'mean';
  minSamples: number;
};

/** A span in which an alert was on; without an end it was on when the history closed. */
type Firing = { rule: AlertRule; subject: Subject; from: Ms; to?: Ms; value: number };

/** Names that the rules have in Azure Monitor; the default policy knows them by these. */
export const ruleNames = {
  jobs: 'batch-job-failures',
  errors: 'scoring-errors',
  f1: 'single-circuit-degraded',
  p99: 'p99-post-deploy',
  anomalies: 'anomaly-rate',
  runs: 'batch-failures-multi',
} as const;

/** Evaluates the rules over the rows as they came in, and tells every alert that fires and resolves. */
export function raiseAlerts(
  world: World,
  rows: Rows,
  use: { knobs: AlertKnobs; chance: Chance },
): Telling[] {
  const { knobs } = use;
  const cadenceMinutes = Math.max(...world.sites.map(({ cadence }) => cadence)) / minute;
  // A rule that tells only once waits until it is sure; one that repeats itself may be hasty.
  const patience = knobs.stateful
    ? { windowMinutes: Math.max(15, Math.ceil(cadenceMinutes * 3.3)), minSamples: 3 }
    : { windowMinutes: Math.max(15, Math.ceil(cadenceMinutes * 1.2)), minSamples: 1 };
  const log = { kind: 'log' as const, split: knobs.split, as: 'mean' as const, ...patience };
  const failed = rows.jobs.filter((job) => job.failed).map((job) => ({ ...job, value: 1 }));
  const isSeen = ({ lost }: { lost: boolean }) => knobs.seeLostRows || !lost;
  const metrics = rows.metrics.filter(isSeen);
  const scored = (value: (row: ScoreRow) => number) =>
    metrics.map((row) => ({ at: row.at, seen: row.seen, site: row.site, value: value(row) }));
  const labelled = metrics.filter(({ row }) => typeof row['f1_score'] === 'number');

  const over: [AlertRule, Sample[]][] = [
    [
      {
        ...log,
        name: ruleNames.jobs,
        severity: 'Sev1',
        query: 'BatchJobRuns_CL | where status == "Failed"',
        threshold: knobs.stateful ? 1 : 0,
        as: 'sum',
        minSamples: 1,
      },
      failed.filter(isSeen),
    ],
    [
      {
        ...log,
        name: ruleNames.errors,
        severity: 'Sev1',
        query: 'ModelMetrics_CL | summarize 1.0 * sum(error_count) / sum(record_count)',
        threshold: 0.05,
      },
      scored(({ scores }) => scores.errorRate),
    ],
    [
      {
        ...log,
        name: ruleNames.f1,
        severity: 'Sev2',
        query: 'ModelMetrics_CL | summarize avg(f1_score)',
        threshold: 0.06,
      },
      // What the circuit lost against what it is used to.
      labelled.map((row) => ({ ...row, value: row.site.f1 - row.scores.f1 })),
    ],
    [
      {
        ...log,
        name: ruleNames.p99,
        severity: 'Sev2',
        query: 'ModelMetrics_CL | summarize avg(latency_p99_ms)',
        threshold: 2000,
      },
      scored(({ scores }) => scores.p99Ms),
    ],
    [
      {
        ...log,
        name: ruleNames.anomalies,
        severity: 'Sev3',
        query: 'ModelMetrics_CL | summarize sum(anomaly_count)',
        threshold: 3,
      },
      scored(({ scores, site }) => scores.anomalyRate / site.anomalyRate),
    ],
  ];
  const runs: AlertRule = {
    name: ruleNames.runs,
    severity: 'Sev2',
    query: '',
    kind: 'metric',
    split: 'workspace',
    windowMinutes: 15,
    threshold: Math.max(2, Math.round(world.sites.length / 10)),
    as: 'sum',
    minSamples: 1,
  };
  return [
    ...over.flatMap(([rule, samples]) => evaluate(rule, samples, { world, knobs })),
    ...(knobs.workspaceRuns
      ? evaluate(runs, failed, { world, knobs: { ...knobs, stateful: true } })
      : []),
  ].flatMap((firing) => tellings(firing, use));
}

function evaluate(
  rule: AlertRule,
  samples: readonly Sample[],
  { world, knobs }: { world: World; knobs: AlertKnobs },
): Firing[] {
  const groups = new Map<string, { subject: Subject; samples: Sample[] }>();
  for (const sample of samples) {
    if (sample.at < world.opens - 2 * rule.windowMinutes * minute) {
      continue;
    }
    const subject = subjectOf(sample.site, rule.split);
    const key = `${subject.plant}:${subject.circuit}`;
    const group = groups.get(key) ?? { subject, samples: [] };
    group.samples.push(sample);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap((group) => evaluateGroup(rule, group, { world, knobs }));
}

function subjectOf(
  { plant, circuit, endpoint, deployment }: Site,
  split: AlertKnobs['split'],
): Subject {
  switch (split) {
    case 'circuit':
      return { plant, circuit, endpoint, deployment };
    case 'plant':
      return { plant, endpoint };
    case 'workspace':
      return {};
  }
}

/** A stateful alert resolves after so long without a breach, as Azure has it for log alerts. */
const healthyMinutes = 15;

function evaluateGroup(
  rule: AlertRule,
  { subject, samples }: { subject: Subject; samples: readonly Sample[] },
  { world, knobs }: { world: World; knobs: AlertKnobs },
): Firing[] {
  const firings: Firing[] = [];
  let open: Firing | undefined;
  let lastBreach = 0;
  for (let now = world.opens; now <= world.closes; now += knobs.everyMinutes * minute) {
    const value = valueAt(rule, samples, now);
    if (value !== undefined && value > rule.threshold) {
      lastBreach = now;
      if (!knobs.stateful || open === undefined) {
        open = { rule, subject, from: now, value };
        firings.push(open);
      }
    } else if (knobs.stateful && open && now - lastBreach >= healthyMinutes * minute) {
      open.to = now;
      open = undefined;
    }
  }
  return firings;
}

/** What the rule measures: of failures their number, of scores that of the worst circuit. */
function valueAt(rule: AlertRule, samples: readonly Sample[], now: Ms): number | undefined {
  const inWindow = samples.filter(
    ({ at, seen }) => seen <= now && at > now - rule.windowMinutes * minute,
  );
  if (rule.as === 'sum') {
    return inWindow.length < rule.minSamples ? undefined : sumOf(inWindow);
  }
  const means = [...Map.groupBy(inWindow, ({ site }) => site.key).values()]
    .filter((own) => own.length >= rule.minSamples)
    .map((own) => sumOf(own) / own.length);
  return means.length === 0 ? undefined : Math.max(...means);
}

function sumOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value }) => sum + value, 0);
}

function tellings(
  { rule, subject, from, to, value }: Firing,
  { knobs, chance }: { knobs: AlertKnobs; chance: Chance },
): Telling[] {
  const told = {
    kind: rule.kind,
    naming: knobs.naming,
    rule: rule.name,
    severity: rule.severity,
    alertId: uuid(chance),
    subject,
    firedAt: from,
    value,
    threshold: rule.threshold,
    query: rule.query,
    windowMinutes: rule.windowMinutes,
  };
  return [
    { ...told, condition: 'Fired', at: from },
    ...(to === undefined ? [] : [{ ...told, condition: 'Resolved' as const, at: to }]),
  ];
}

export function uuid(chance: Chance): string {
  const hex = (length: number) =>
    Array.from({ length }, () => chance.whole(0, 15).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
