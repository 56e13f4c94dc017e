import { circuitKey, circuitAt, plantAt, same } from '../fleet';
import type { Circuit, Fleet } from '../fleet';
import { baselineOf } from './baselineOf';
import type { BaselineBin, Bins, JobBin, MetricBin, Speaker } from './bins';
import { groupBy, sum } from './group';
import type { Horizon } from './horizon';
import type { Evidence, JobSample, MetricSample } from './samples';

export type AllBins = {
  jobs: Bins<JobBin>;
  metrics: Bins<MetricBin>;
  baselines: Bins<BaselineBin>;
};

/** What binned rows say about the circuits of a fleet, each circuit and its samples in order. */
export function evidenceFromBins(
  { jobs, metrics, baselines }: AllBins,
  { fleet, horizon }: { fleet: Fleet; horizon: Horizon },
): Evidence {
  const whose = finder(fleet);
  return {
    asOf: horizon.asOf,
    since: horizon.since,
    jobs:
      jobs.answer === 'unknown'
        ? jobs
        : { answer: 'measured', circuits: byCircuit(jobs.bins, whose).map(jobSamples) },
    metrics: metrics.answer === 'unknown' ? metrics : measured(metrics.bins, { baselines, whose }),
  };
}

type Whose = (speaker: Speaker) => Circuit | undefined;
type Grouped<Bin> = { circuit: Circuit; bins: Bin[] };

/** A circuit that fell silent has a baseline, and no samples. */
function measured(
  bins: readonly MetricBin[],
  { baselines, whose }: { baselines: Bins<BaselineBin>; whose: Whose },
): Evidence['metrics'] {
  const known = baselines.answer === 'unknown' ? [] : byCircuit(baselines.bins, whose);
  const usual = new Map(
    known.map(({ circuit, bins: all }) => [circuitKey(circuit), baselineOf(all)]),
  );
  const heard = new Map(
    byCircuit(bins, whose).map(({ circuit, bins: all }) => [circuitKey(circuit), all]),
  );
  const circuits = byCircuit([...bins, ...known.flatMap((one) => one.bins)], whose).flatMap(
    ({ circuit }) => {
      const samples = byMinute(heard.get(circuitKey(circuit)) ?? []).map(metricSample);
      const baseline = usual.get(circuitKey(circuit));
      const isKnown = samples.length > 0 || baseline !== undefined;
      return isKnown ? [{ ...circuit, samples, ...(baseline && { baseline }) }] : [];
    },
  );
  return {
    answer: 'measured',
    circuits,
    ...(baselines.answer === 'unknown' && { baselineUnknown: baselines.reason }),
  };
}

/**
 * The circuit that rows speak of: their deployment's, or else the one they name, of the plant whose
 * endpoint they name. Circuits of that name exist in other plants as well.
 */
function finder(fleet: Fleet): Whose {
  const known = new Map<string, Circuit | undefined>();
  return ({ endpoint, deployment, circuitId }) => {
    const key = `${endpoint}\n${deployment}\n${circuitId}`;
    if (!known.has(key)) {
      const plant = plantAt(fleet, endpoint);
      const named = plant?.circuits.find((circuit) => same(circuit, circuitId));
      const circuit =
        plant && named !== undefined ? { plant: plant.id, circuit: named } : undefined;
      known.set(key, circuitAt(fleet, endpoint, deployment) ?? circuit);
    }
    return known.get(key);
  };
}

function byCircuit<Bin extends Speaker>(bins: readonly Bin[], whose: Whose): Grouped<Bin>[] {
  const ours = bins.flatMap((bin) => {
    const circuit = whose(bin);
    return circuit ? [{ circuit, bin }] : [];
  });
  const groups = groupBy(ours, ({ circuit }) => circuitKey(circuit));
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group;
      return first ? [{ circuit: first.circuit, bins: group.map(({ bin }) => bin) }] : [];
    });
}

function byMinute<Bin extends { at: string }>(bins: readonly Bin[]): [string, Bin[]][] {
  return [...groupBy(bins, ({ at }) => at)].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function jobSamples({ circuit, bins }: Grouped<JobBin>) {
  const samples = byMinute(bins).map(([at, all]): JobSample => ({
    at,
    failed: sum(all.map(({ failed }) => failed)),
    finished: sum(all.map(({ finished }) => finished)),
  }));
  return { ...circuit, samples };
}

function metricSample([at, bins]: [string, MetricBin[]]): MetricSample {
  const total = (of: (bin: MetricBin) => number) => sum(bins.map(of));
  const f1Rows = total((bin) => bin.f1Rows);
  const p99Ms = worst(bins.map((bin) => bin.p99Ms));
  const drift = worst(bins.map((bin) => bin.drift));
  return {
    at,
    ...(total((bin) => bin.recordRows) > 0 && { records: total((bin) => bin.records) }),
    ...(total((bin) => bin.errorRows) > 0 && { errors: total((bin) => bin.errors) }),
    ...(total((bin) => bin.anomalyRows) > 0 && { anomalies: total((bin) => bin.anomalies) }),
    ...(f1Rows > 0 && { f1: total((bin) => bin.f1) / f1Rows }),
    ...(p99Ms !== undefined && { p99Ms }),
    ...(drift !== undefined && { drift }),
  };
}

function worst(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : known.reduce((a, b) => Math.max(a, b));
}
