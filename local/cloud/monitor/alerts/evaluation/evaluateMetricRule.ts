import { aggregate } from '../../metrics/aggregate';
import type { MetricStore, Sample } from '../../metrics/openMetricStore';
import type { MetricRule } from '../resources/alertRule';
import { admits, breaches } from '../resources/criterion';
import type { MetricCriterion } from '../resources/metricAlert';
import { seriesKey } from './observation';
import type { Dimension, Evaluation, Measurement, Observation, Period } from './observation';

/**
 * Measures each resource in the scope of a metric rule. A series without samples in the window is not
 * observed at all: its alert, if there is one, stays as it is.
 */
export function evaluateMetricRule(
  rule: MetricRule,
  window: Period,
  metrics: MetricStore,
): Evaluation {
  const observations = rule.scopes.flatMap((target) => observe(rule, target, { window, metrics }));
  return { window, observations };
}

function observe(
  { criteria }: MetricRule,
  target: string,
  { window, metrics }: { window: Period; metrics: MetricStore },
): Observation[] {
  const measured = criteria.map((criterion) =>
    measure(criterion, samplesIn(window, metrics.samples(target, criterion.metricName))),
  );
  const [only, ...others] = measured;
  if (only === undefined || measured.some((series) => series.length === 0)) {
    return [];
  }
  // Several criteria have one series each, which together are the one series of the rule.
  const combined = others.length === 0 ? only.map((one) => [one]) : [measured.flat()];
  return combined.map((measurements) => ({
    key: seriesKey(
      target,
      measurements.flatMap(({ dimensions }) => dimensions),
    ),
    target,
    measurements,
    breached: criteria.every(({ operator, threshold }, index) =>
      breaches(measurements[index]?.value ?? null, operator, threshold),
    ),
  }));
}

function samplesIn({ start, end }: Period, samples: readonly Sample[]): Sample[] {
  return samples.filter(({ at }) => at >= start && at < end);
}

/** One measurement for each combination of dimension values that the criterion lets in. */
function measure(criterion: MetricCriterion, samples: readonly Sample[]): Measurement[] {
  const series = new Map<string, { dimensions: Dimension[]; values: number[] }>();
  for (const sample of samples) {
    const dimensions = dimensionsOf(sample, criterion);
    if (dimensions !== undefined) {
      const key = seriesKey('', dimensions);
      const found = series.get(key) ?? { dimensions, values: [] };
      found.values.push(sample.value);
      series.set(key, found);
    }
  }
  return [...series.values()].map(({ dimensions, values }) => ({
    dimensions,
    value: aggregate(values, criterion.timeAggregation),
  }));
}

/** Undefined if the criterion does not look at the sample. */
function dimensionsOf(
  sample: Sample,
  { dimensions: filters }: MetricCriterion,
): Dimension[] | undefined {
  const dimensions = filters.flatMap((filter) => {
    const value = sample.dimensions[filter.name];
    return value !== undefined && admits(filter, value) ? [{ name: filter.name, value }] : [];
  });
  return dimensions.length === filters.length ? dimensions : undefined;
}
