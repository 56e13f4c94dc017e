import type { Chance } from './chance';
import { hour } from './world';
import type { Ms, Rollout, Site, Trouble, World } from './world';

/** A row of `BatchJobRuns_CL`, with the time at which a query could first see it. */
export type JobRow = {
  row: Record<string, unknown>;
  site: Site;
  seen: Ms;
  at: Ms;
  lost: boolean;
  failed: boolean;
};

/** A row of `ModelMetrics_CL`. */
export type ScoreRow = {
  row: Record<string, unknown>;
  site: Site;
  seen: Ms;
  at: Ms;
  lost: boolean;
  scores: Scores;
};

type Scores = { f1: number; p99Ms: number; errorRate: number; anomalyRate: number };

export type RowKnobs = {
  /** Seconds until a row can be queried: at least, and at most on a bad day. */
  ingestionSeconds: readonly [number, number];
  /** Whether the rows of a circuit never come into the table. */
  lost: (site: Site, table: 'jobs' | 'metrics') => boolean;
  /** Whether labels come soon enough for an F1 at all. */
  hasF1: boolean;
  /** Whether a row says when it came in (`_TimeReceived`). */
  saysReceived: boolean;
};

export type Rows = { jobs: JobRow[]; metrics: ScoreRow[] };

const ownFailures = [
  { code: 'UserError', message: 'ValueError: could not convert string to float' },
  { code: 'SystemError', message: 'Node was preempted' },
  { code: 'UserError', message: 'TimeoutError: scoring exceeded 1800 s' },
];

/** Plays the jobs of every circuit over the whole history, and the rows they leave in Log Analytics. */
export function playRows(world: World, chance: Chance, knobs: RowKnobs): Rows {
  const rows: Rows = { jobs: [], metrics: [] };
  for (const site of world.sites) {
    playSite(site, { world, chance: chance.part(site.key), knobs, rows });
  }
  return rows;
}

type Play = { world: World; chance: Chance; knobs: RowKnobs; rows: Rows };

function playSite(site: Site, play: Play): void {
  const { world, chance } = play;
  const troubles = world.troubles.filter(({ since }) => since.has(site.key));
  const rollouts = world.rollouts.filter(({ reached }) => reached.has(site.key));
  let number = 0;
  for (let starts = world.begins + site.offset; starts < world.closes; starts += site.cadence) {
    const at = starts + site.cadence * chance.between(0, 0.05);
    playJob(site, {
      ...play,
      troubles: troubles.filter((each) => isOn(each, site, at)),
      rollouts,
      at,
      number,
    });
    number += 1;
  }
}

function isOn({ since, until }: Trouble, { key }: Site, at: Ms): boolean {
  const from = since.get(key);
  return from !== undefined && at >= from && at < until;
}

type Job = Play & { troubles: Trouble[]; rollouts: Rollout[]; at: Ms; number: number };

/** A job runs what its circuit ran when it started; a failed one leaves no metrics. */
function playJob(site: Site, job: Job): void {
  const { chance, troubles, at } = job;
  const breaks = troubles.find(({ failsJobs }) => failsJobs !== undefined && chance.yes(failsJobs));
  const failure =
    breaks?.error ?? (chance.yes(site.failureRate) ? chance.pick(ownFailures) : undefined);
  const lasts = site.jobLasts * (failure ? chance.between(0.1, 0.5) : chance.between(0.8, 1.2));
  const ended = at + lasts;
  if (ended >= job.world.closes) {
    return;
  }
  const modelVersion = String(
    site.modelVersion +
      job.rollouts.filter(
        ({ changes, reached }) =>
          changes !== 'environment' && (reached.get(site.key) ?? at + 1) <= at,
      ).length,
  );
  const named = {
    circuit_id: site.circuit,
    endpoint_name: site.endpoint,
    deployment_name: site.deployment,
    model_version: modelVersion,
    job_id: `batchjob-${site.plant}-${site.circuit}-${job.number}`,
  };
  addJob(site, { ...job, named, failure, lasts, ended });
  if (!failure) {
    addScores(site, { ...job, named, ended });
  }
}

type Named = Job & { named: Record<string, string>; ended: Ms };

function addJob(
  site: Site,
  {
    rows,
    knobs,
    chance,
    named,
    failure,
    lasts,
    at,
    ended,
  }: Named & {
    failure: { code: string; message: string } | undefined;
    lasts: Ms;
  },
): void {
  const lost = knobs.lost(site, 'jobs');
  const states = [
    // Every change of state is a row; some pipelines only report the last.
    ...(site.circuit.endsWith('3') ? [{ status: 'Running', when: at }] : []),
    { status: failure ? 'Failed' : 'Completed', when: ended + chance.between(1_000, 8_000) },
  ];
  for (const { status, when } of states) {
    const seen = when + delay(chance, knobs);
    const row = {
      TimeGenerated: iso(when),
      ...named,
      status,
      error_code: status === 'Failed' ? (failure?.code ?? '') : '',
      error_message: status === 'Failed' ? (failure?.message ?? '') : '',
      duration_ms: status === 'Running' ? null : Math.round(lasts),
      ...(knobs.saysReceived ? { _TimeReceived: iso(seen) } : {}),
    };
    rows.jobs.push({ row, site, seen, at: when, lost, failed: status === 'Failed' });
  }
}

function addScores(site: Site, { rows, knobs, chance, troubles, named, ended, at }: Named): void {
  const scores = scoresOf(site, { troubles, chance, at });
  const records = Math.max(20, Math.round(site.records * chance.normal(1, 0.1)));
  const when = ended + chance.between(1_000, 20_000);
  const seen = when + delay(chance, knobs);
  const row = {
    TimeGenerated: iso(when),
    ...named,
    model_name: `sensor_model_${site.plant}_${site.circuit}`,
    record_count: records,
    error_count: Math.min(records, Math.round(records * scores.errorRate)),
    anomaly_count: Math.min(records, Math.round(records * scores.anomalyRate)),
    f1_score: knobs.hasF1 ? rounded(scores.f1) : null,
    latency_p50_ms: rounded(scores.p99Ms * 0.4),
    latency_p99_ms: rounded(scores.p99Ms),
    drift_score: rounded(
      Math.max(0, site.drift + chance.normal(0, 0.01) + sum(troubles, ({ drift }) => drift)),
    ),
    ...(knobs.saysReceived ? { _TimeReceived: iso(seen) } : {}),
  };
  rows.metrics.push({ row, site, seen, at: when, lost: knobs.lost(site, 'metrics'), scores });
}

function scoresOf(
  site: Site,
  { troubles, chance, at }: { troubles: readonly Trouble[]; chance: Chance; at: Ms },
): Scores {
  const drop = sum(troubles, ({ f1Drop, f1DropPerHour, since }) => {
    const lasting = (at - (since.get(site.key) ?? at)) / hour;
    return (f1Drop ?? 0) + (f1DropPerHour ?? 0) * lasting;
  });
  // Busy by day, quiet by night: up to a quarter slower at noon.
  const daily = 1 + 0.25 * Math.sin(((at % (24 * hour)) / (24 * hour)) * 2 * Math.PI);
  return {
    f1: clamp(chance.normal(site.f1 - drop, site.f1Noise)),
    p99Ms:
      site.p99Ms *
      daily *
      Math.exp(chance.normal(0, 0.12)) *
      times(troubles, ({ p99Times }) => p99Times),
    errorRate: clamp(
      site.errorRate * chance.between(0, 2) + sum(troubles, ({ errorRate }) => errorRate),
    ),
    anomalyRate: clamp(
      site.anomalyRate *
        chance.between(0.6, 1.4) *
        times(troubles, ({ anomalyTimes }) => anomalyTimes),
    ),
  };
}

function sum(troubles: readonly Trouble[], of: (trouble: Trouble) => number | undefined): number {
  return troubles.reduce((total, trouble) => total + (of(trouble) ?? 0), 0);
}

function times(troubles: readonly Trouble[], of: (trouble: Trouble) => number | undefined): number {
  return troubles.reduce((product, trouble) => product * (of(trouble) ?? 1), 1);
}

/** Mostly soon; one row in twenty takes as long as it may. */
function delay(chance: Chance, { ingestionSeconds: [least, most] }: RowKnobs): Ms {
  const longest = chance.yes(0.05) ? most : least * 2;
  return chance.between(least, Math.max(least, longest)) * 1000;
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

export function iso(at: Ms): string {
  return new Date(at).toISOString();
}
