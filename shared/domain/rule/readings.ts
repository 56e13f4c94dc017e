import { sum } from '../evidence/group';
import type { Baseline, Evidence, JobSample, MetricSample } from '../evidence/samples';
import type { Circuit } from '../fleet';
import type { Metric } from '../policy/rule';
import type { Instant } from '../time';

/** What one minute says of a metric: so much of so many. A mean is of one. */
export type Reading = { at: Instant; part: number; whole: number };

export type CircuitReadings = { circuit: Circuit; readings: Reading[]; baseline?: Baseline };

/** The metrics that are measured by circuit. */
export type CircuitMetric = Exclude<Metric, 'alertsPerHour' | 'alert'>;

type Answer =
  | { answer: 'measured'; circuits: CircuitReadings[]; baselineUnknown?: string | undefined }
  | { answer: 'unknown'; reason: string };

/** What evidence says of a metric, circuit by circuit, oldest first. */
export function readingsOf(metric: CircuitMetric, { jobs, metrics }: Evidence): Answer {
  if (metric === 'failedJobs' || metric === 'jobFailureRate') {
    return jobs.answer === 'unknown'
      ? jobs
      : { answer: 'measured', circuits: jobs.circuits.map((of) => inOrder(of, jobReading)) };
  }
  const read = (sample: MetricSample) => metricReading(metric, sample);
  return metrics.answer === 'unknown'
    ? metrics
    : {
        answer: 'measured',
        circuits: metrics.circuits.map((of) => inOrder(of, read)),
        baselineUnknown: metrics.baselineUnknown,
      };
}

/** The value of a metric over readings; undefined where they come to none. */
export function valueOf(metric: CircuitMetric, readings: readonly Reading[]): number | undefined {
  const part = sum(readings.map((reading) => reading.part));
  const value = metric === 'failedJobs' ? part : part / wholeOf(readings);
  return Number.isFinite(value) ? exact(value) : undefined;
}

/** To 12 digits: 0.9 − 0.85 is more than 0.05 in binary, and the mean of three times 0.6 less than it. */
export function exact(value: number): number {
  return Number(value.toPrecision(12));
}

/** Of how many records, jobs or minutes readings are. */
export function wholeOf(readings: readonly Reading[]): number {
  return sum(readings.map(({ whole }) => whole));
}

/** A share of records or of jobs. */
export function isRate(metric: Metric): boolean {
  return metric.endsWith('Rate');
}

export function isBetterHigh(metric: Metric): boolean {
  return metric === 'f1' || metric === 'successRate';
}

/** How a circuit usually does in a metric. */
export function usual(metric: CircuitMetric, baseline: Baseline | undefined): number | undefined {
  switch (metric) {
    case 'failedJobs':
    case 'jobFailureRate':
      return undefined;
    case 'successRate':
      return baseline?.errorRate === undefined ? undefined : 1 - baseline.errorRate;
    case 'errorRate':
    case 'anomalyRate':
    case 'f1':
    case 'p99Ms':
    case 'drift':
      return baseline?.[metric];
  }
}

function inOrder<Sample extends { at: Instant }>(
  {
    plant,
    circuit,
    samples,
    baseline,
  }: Circuit & { samples: Sample[]; baseline?: Baseline | undefined },
  read: (sample: Sample) => Omit<Reading, 'at'> | undefined,
): CircuitReadings {
  const readings = samples.flatMap((sample) => {
    const reading = read(sample);
    const isKnown = reading && Number.isFinite(reading.part) && reading.whole > 0;
    return isKnown ? [{ at: sample.at, ...reading }] : [];
  });
  return {
    circuit: { plant, circuit },
    readings: readings.toSorted(byTime),
    ...(baseline && { baseline }),
  };
}

function byTime(a: Reading, b: Reading): number {
  if (a.at !== b.at) {
    return a.at < b.at ? -1 : 1;
  }
  return a.part - b.part || a.whole - b.whole;
}

function jobReading({ failed, finished }: JobSample): Omit<Reading, 'at'> {
  return { part: failed, whole: finished };
}

function metricReading(
  metric: Exclude<CircuitMetric, 'failedJobs' | 'jobFailureRate'>,
  sample: MetricSample,
): Omit<Reading, 'at'> | undefined {
  const { records, errors, anomalies } = sample;
  switch (metric) {
    case 'errorRate':
      return share(errors, records);
    case 'successRate':
      return share(
        errors === undefined || records === undefined ? undefined : records - errors,
        records,
      );
    case 'anomalyRate':
      return share(anomalies, records);
    case 'f1':
    case 'p99Ms':
    case 'drift':
      return share(sample[metric], 1);
  }
}

function share(part: number | undefined, whole: number | undefined) {
  return part === undefined || whole === undefined ? undefined : { part, whole };
}
