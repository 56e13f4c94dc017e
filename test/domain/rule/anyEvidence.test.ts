import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Evidence, MetricSample } from '../../../shared/domain/evidence/samples';
import { RuleVerdict } from '../../../shared/domain/evidence/verdict';
import type { Policy } from '../../../shared/domain/policy';
import { PresetName } from '../../../shared/domain/policy/presets';
import { assessRules } from '../../../shared/domain/rule/assessRules';
import { aPolicy, start } from '../../support/builders';
import { minutesAgo } from '../../support/evidence';

const policies = PresetName.options.map((preset) => aPolicy({ preset }));
const circuit = fc.record({
  plant: fc.constantFrom('P001', 'P002'),
  circuit: fc.constantFrom('C001', 'C002'),
});
const at = fc.integer({ min: -3, max: 40 }).map((minutes) => minutesAgo(minutes));
const share = fc.constantFrom(0, 0.5, 0.849, 0.9, 0.99, 1);
const sample = fc.record(
  {
    at,
    records: fc.constantFrom(0, 1000),
    errors: fc.constantFrom(0, 1, 10, 51, 900),
    anomalies: fc.constantFrom(0, 20, 900),
    f1: share,
    p99Ms: fc.constantFrom(0, 500, 2001, 1e308),
    drift: fc.constantFrom(0, 0.1, 0.5, Number.NaN),
  },
  { requiredKeys: ['at'] },
) as fc.Arbitrary<MetricSample>;
const baseline = fc.record(
  { errorRate: share, anomalyRate: share, f1: share, p99Ms: fc.constantFrom(0, 500) },
  { requiredKeys: [] },
);
const job = fc.record({ at, failed: fc.nat(3), finished: fc.nat(3) });
const unknown = fc.record({ answer: fc.constant('unknown' as const), reason: fc.string() });

/** Each circuit once, with whatever was measured of it. */
const measured = <Sample>(samples: fc.Arbitrary<Sample>) =>
  fc.record({
    answer: fc.constant('measured' as const),
    circuits: fc.uniqueArray(
      fc
        .tuple(
          circuit,
          fc.array(samples, { maxLength: 30 }),
          fc.option(baseline, { nil: undefined }),
        )
        .map(([of, all, usual]) => ({ ...of, samples: all, ...(usual && { baseline: usual }) })),
      { selector: ({ plant, circuit: id }) => `${plant}/${id}` },
    ),
  });

const evidence = fc.record({
  asOf: at,
  since: fc.constant(minutesAgo(300)),
  jobs: fc.oneof(unknown, measured(job)),
  metrics: fc.oneof(unknown, measured(sample)),
}) as fc.Arbitrary<Evidence>;
const releases = fc.array(fc.record({ at, circuits: fc.array(circuit) }), { maxLength: 3 });
const world = fc.record({
  policy: fc.constantFrom(...policies),
  evidence,
  releases,
  alertsLastHour: fc.option(fc.nat(20), { nil: undefined }),
  now: fc.constant(start),
});

const shuffledBy = <T>(seed: number, items: readonly T[]): T[] =>
  items
    .map((item, index) => ({ item, key: Math.imul(index + 1, seed | 1) >>> 0 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);

describe('on any evidence', () => {
  it('every rule of the policy is answered, in its order, and no unknown passes for ok', () => {
    fc.assert(
      fc.property(world, (given) => {
        const verdicts = assessRules(given);

        expect(verdicts.map(({ rule }) => rule)).toEqual(given.policy.rules.map(({ id }) => id));
        for (const verdict of verdicts) {
          expect(RuleVerdict.safeParse(verdict).success).toBe(true);
          const { minCircuits } = given.policy.rules.find(({ id }) => id === verdict.rule)!;
          const sick = verdict.circuits.filter(({ answer }) => answer !== 'ok').length;
          expect(verdict.answer === 'ok' && sick >= minCircuits).toBe(false);
        }
      }),
    );
  });

  it('the order of samples, circuits and releases never matters', () => {
    fc.assert(
      fc.property(world, fc.integer(), (given, seed) => {
        const mixed = <T extends Evidence['jobs'] | Evidence['metrics']>(answer: T): T =>
          answer.answer === 'unknown'
            ? answer
            : {
                ...answer,
                circuits: shuffledBy(seed, answer.circuits as { samples: unknown[] }[]).map(
                  (one) => ({ ...one, samples: shuffledBy(seed, one.samples) }),
                ),
              };
        const { jobs, metrics } = given.evidence;
        const other = {
          ...given,
          releases: shuffledBy(seed, given.releases),
          evidence: { ...given.evidence, jobs: mixed(jobs), metrics: mixed(metrics) },
        };

        expect(assessRules(other)).toEqual(assessRules(given));
      }),
    );
  });

  it('a breach stays one, however many breaching samples come to it', () => {
    const worst = { records: 1000, errors: 1000, anomalies: 1000, f1: 0, p99Ms: 1e6, drift: 9 };
    const place = fc.record({ minutes: fc.integer({ min: 0, max: 40 }), circuit });
    fc.assert(
      fc.property(world, fc.array(place, { maxLength: 5 }), (given, places) => {
        const before = assessRules(given);
        const after = assessRules({ ...given, evidence: withMore(given.evidence, places, worst) });

        for (const [index, { rule, answer }] of before.entries()) {
          expect({
            rule,
            stays: answer !== 'breached' || after[index]?.answer === 'breached',
          }).toEqual({
            rule,
            stays: true,
          });
        }
      }),
    );
  });

  it('two readings of one policy say the same', () => {
    const again = (policy: Policy) => aPolicy(policy);

    expect(policies.map(again)).toEqual(policies);
  });
});

type Place = { minutes: number; circuit: { plant: string; circuit: string } };

/** The evidence with more samples of circuits that are in it: failed jobs, and the worst of metrics. */
function withMore(
  { jobs, metrics, ...rest }: Evidence,
  places: readonly Place[],
  worst: Omit<MetricSample, 'at'>,
): Evidence {
  const add = <T extends { plant: string; circuit: string; samples: object[] }>(
    circuits: readonly T[],
    more: object,
  ) =>
    circuits.map((one) => ({
      ...one,
      samples: [
        ...one.samples,
        ...places
          .filter(({ circuit: of }) => of.plant === one.plant && of.circuit === one.circuit)
          .map(({ minutes }) => ({ at: minutesAgo(minutes), ...more })),
      ],
    }));
  return {
    ...rest,
    jobs:
      jobs.answer === 'unknown'
        ? jobs
        : { ...jobs, circuits: add(jobs.circuits, { failed: 1, finished: 1 }) as never },
    metrics:
      metrics.answer === 'unknown'
        ? metrics
        : { ...metrics, circuits: add(metrics.circuits, worst) as never },
  };
}
