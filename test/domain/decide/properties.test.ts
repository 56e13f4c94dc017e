import { describe, expect, it } from '@jest/globals';
import {
  array,
  assert,
  constantFrom,
  double,
  integer,
  nat,
  option,
  property,
  record,
  shuffledSubarray,
  subarray,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { foldReceipts } from '../../../shared/domain/alert/foldReceipts';
import { decide } from '../../../shared/domain/decide/decide';
import { Decision } from '../../../shared/domain/decide/decision';
import type { Evidence } from '../../../shared/domain/evidence/samples';
import { circuitKey, circuitsOf } from '../../../shared/domain/fleet';
import { presetRules } from '../../../shared/domain/policy/presets';
import { minusMinutes } from '../../../shared/domain/time';
import { anEvidence, each, jobs } from '../../support/anEvidence';
import { aFleet, aFolded, aPolicy, aReceipt, alertBody, start } from '../../support/builders';
import { released } from '../../support/released';

const fleet = aFleet({ plants: 2, circuits: 5 });
const all = circuitsOf(fleet);
const policy = aPolicy();

const releases = array(
  record({
    circuits: subarray(all, { minLength: 1 }),
    kind: constantFrom('model' as const, 'environment' as const, 'both' as const),
    minutesAgo: integer({ min: -5, max: 300 }),
  }),
  { maxLength: 4 },
).map((found) =>
  found.map(({ circuits, ...rest }, index) => released(`R${index}`, circuits, rest)),
);

const moments = integer({ min: -10, max: 400 }).map((ago) => minusMinutes(start, ago));
const measure = option(double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined });

function answer<Sample>(sample: Arbitrary<Sample>): Arbitrary<Evidence['jobs']> {
  const measured = array(
    record({ circuit: constantFrom(...all), samples: array(sample, { maxLength: 20 }) }),
    { maxLength: 8 },
  ).map((circuits) => ({
    answer: 'measured' as const,
    circuits: circuits.map(({ circuit, samples }) => ({ ...circuit, samples })),
  }));
  return option(measured, { nil: { answer: 'unknown', reason: 'late' } }) as Arbitrary<
    Evidence['jobs']
  >;
}

/** Anything that may come out of the tables: in no order, twice, empty, absurd. */
const evidence = record({
  asOf: moments,
  since: moments,
  jobs: answer(record({ at: moments, failed: nat(9), finished: nat(9) })),
  metrics: answer(
    record({
      at: moments,
      records: measure,
      errors: measure,
      anomalies: measure,
      f1: measure,
      p99Ms: measure,
      drift: measure,
    }),
  ),
}) as unknown as Arbitrary<Evidence>;

const alerts = record({ standing: nat(3), firedLastHour: nat(30) }).map((over) => aFolded(over));

describe('decide', () => {
  it('comes to a decision, the same each time, whatever it is told', () => {
    assert(
      property(alerts, evidence, releases, (heard, found, made) => {
        const question = {
          alerts: heard,
          evidence: found,
          releases: made,
          fleet,
          policy,
          now: start,
        };
        const decision = decide(question);

        expect(Decision.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
        expect(decide(question)).toEqual(decision);
      }),
      { numRuns: 150 },
    );
  });

  it('never exceeds the policy: rolls back by rules of that class alone, and just what young releases changed', () => {
    const classes = constantFrom('alert' as const, 'restart' as const, 'rollBack' as const);
    let rollBacks = 0;
    assert(
      property(subarray(all, { maxLength: 2 }), releases, classes, (noise, made, action) => {
        const rules = presetRules('azureml-sensor').map((rule) => ({ ...rule, action }));
        const broken = new Set([...(made[0]?.changes ?? []), ...noise].map(circuitKey));
        const decision = decide({
          alerts: aFolded(),
          evidence: anEvidence({
            jobs: new Map(
              all.map((one) => [one, jobs((ago) => broken.has(circuitKey(one)) && ago < 20)]),
            ),
          }),
          releases: made,
          fleet,
          policy: aPolicy({ rules: [...rules] }),
          now: start,
        });
        const blamed = decision.action === 'rollBack' ? decision.blamed : [];
        rollBacks += blamed.length;

        expect(action === 'rollBack' || blamed.length === 0).toBe(true);
        for (const { release, kind, scope } of blamed) {
          const found = made.find(({ id }) => id === release);
          const changed = new Set((found?.changes ?? []).map(circuitKey));
          const taken = scope.of === 'release' ? [] : scope.circuits.map(circuitKey);
          expect(taken.filter((key) => !changed.has(key) || !broken.has(key))).toEqual([]);
          expect([kind, scope.of]).not.toEqual(['model', 'release']);
          expect((found?.at ?? '') >= minusMinutes(start, 240)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
    expect(rollBacks).toBeGreaterThan(0);
  });

  it('does not mind in which order alerts and releases come, and how often alerts do', () => {
    const bodies = all.slice(0, 6).map(({ plant, circuit }, index) =>
      alertBody({
        id: `${index}`,
        dimensions: {
          endpoint_name: `batch-endpoint-plant-${plant}`,
          deployment_name: `deployment-circuit-${circuit}`,
        },
      }),
    );
    const found = anEvidence({ jobs: each(all, (index) => jobs((ago) => index < 6 && ago < 20)) });
    const made = [released('E', all.slice(0, 6)), released('M', all.slice(6), { kind: 'model' })];
    const decideOn = (order: readonly string[], known: typeof made) => {
      const receipts = order.map((body, index) => aReceipt({ id: `r-${index}`, body }));
      const { folded } = foldReceipts(receipts, { fleet, policy });
      return decide({
        alerts: folded,
        evidence: found,
        releases: known,
        fleet,
        policy,
        now: start,
      });
    };
    const expected = decideOn(bodies, made);

    expect(expected.action).toBe('rollBack');
    assert(
      property(
        shuffledSubarray(bodies, { minLength: 6 }),
        array(constantFrom(...bodies), { maxLength: 12 }),
        shuffledSubarray(made, { minLength: 2 }),
        (order, again, known) => {
          expect(decideOn([...order, ...again], known)).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('never ranks a release lower because more fails that only it changed', () => {
    const ours = all.slice(0, 6);
    assert(
      property(
        subarray(ours, { minLength: 1 }),
        subarray(ours, { minLength: 1 }),
        subarray(all.slice(6)),
        (some, more, others) => {
          const made = [
            released('ours', ours),
            released('others', all.slice(6), { minutesAgo: 22 }),
          ];
          const rank = (failing: readonly (typeof all)[number][]) => {
            const broken = new Set([...failing, ...others].map(circuitKey));
            const { explanation } = decide({
              alerts: aFolded(),
              evidence: anEvidence({
                jobs: each(all, (index) =>
                  jobs(
                    (ago) =>
                      broken.has(circuitKey(all[index] ?? { plant: '', circuit: '' })) && ago < 20,
                  ),
                ),
              }),
              releases: made,
              fleet,
              policy,
              now: start,
            });
            const ranks = explanation.candidates.map(({ release }) => release);
            return ranks.length === 0 ? Infinity : ranks.indexOf('ours');
          };

          expect(rank([...new Set([...some, ...more])])).toBeLessThanOrEqual(rank(some));
        },
      ),
      { numRuns: 60 },
    );
  });
});
