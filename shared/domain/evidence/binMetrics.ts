import type { Instant } from '../time';
import type { BaselineBin, MetricBin } from './bins';
import { baselineSpan } from './horizon';
import type { Horizon } from './horizon';
import type { ToldMetric } from './readRows';
import { groupBy, isWithin, minuteOf, present, speakerKey, sum } from './group';

type Row = ToldMetric['row'];

/** Sums metric rows up by deployment and minute. */
export function binMetrics(rows: readonly ToldMetric[], { since, asOf }: Horizon): MetricBin[] {
  const span = { after: since, until: asOf };
  const heard = rows.filter(({ at }) => isWithin(at, span));
  return binned(heard, ({ speaker, at }) => `${speakerKey(speaker)}\n${minuteOf(at)}`).map(
    ({ first, all }) => ({
      ...first.speaker,
      at: minuteOf(first.at),
      ...sumsOfMinute(all),
    }),
  );
}

/** Sums metric rows up by deployment, over the time that a baseline is made of. */
export function binBaselines(rows: readonly ToldMetric[], asOf: Instant): BaselineBin[] {
  const span = baselineSpan(asOf);
  const heard = rows.filter(({ at }) => isWithin(at, span));
  return binned(heard, ({ speaker }) => speakerKey(speaker)).map(({ first, all }) => ({
    ...first.speaker,
    ...sumsOfBaseline(all),
  }));
}

function binned(rows: readonly ToldMetric[], keyOf: (row: ToldMetric) => string) {
  return [...groupBy(rows, keyOf).values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, all: group.map(({ row }) => row) }];
  });
}

function sumsOfMinute(rows: readonly Row[]) {
  const records = present(rows.map(({ record_count }) => record_count));
  const errors = present(rows.map(({ error_count }) => error_count));
  const anomalies = present(rows.map(({ anomaly_count }) => anomaly_count));
  const f1 = present(rows.map(({ f1_score }) => f1_score));
  return {
    records: sum(records),
    recordRows: records.length,
    errors: sum(errors),
    errorRows: errors.length,
    anomalies: sum(anomalies),
    anomalyRows: anomalies.length,
    f1: sum(f1),
    f1Rows: f1.length,
    p99Ms: worst(present(rows.map(({ latency_p99_ms }) => latency_p99_ms))),
    drift: worst(present(rows.map(({ drift_score }) => drift_score))),
  };
}

function sumsOfBaseline(rows: readonly Row[]) {
  const erring = sharesOf(rows, 'error_count');
  const odd = sharesOf(rows, 'anomaly_count');
  const f1 = present(rows.map(({ f1_score }) => f1_score));
  const p99 = present(rows.map(({ latency_p99_ms }) => latency_p99_ms));
  const drift = present(rows.map(({ drift_score }) => drift_score));
  return {
    errors: sum(erring.map(({ part }) => part)),
    errorRecords: sum(erring.map(({ whole }) => whole)),
    errorRows: erring.length,
    anomalies: sum(odd.map(({ part }) => part)),
    anomalyRecords: sum(odd.map(({ whole }) => whole)),
    anomalyRows: odd.length,
    f1: sum(f1),
    f1Rows: f1.length,
    p99: sum(p99),
    p99Rows: p99.length,
    drift: sum(drift),
    driftRows: drift.length,
  };
}

/** Rows that have both the part and the whole. */
function sharesOf(rows: readonly Row[], count: 'error_count' | 'anomaly_count') {
  return rows.flatMap(({ record_count: whole, [count]: part }) =>
    whole === undefined || part === undefined ? [] : [{ part, whole }],
  );
}

function worst(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
}
