import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { consultGuards } from '../../../shared/domain/guard/consultGuards';
import { emptyLedger, withBegun, withEnded } from '../../../shared/domain/guard/ledger';
import type { Ledger } from '../../../shared/domain/guard/ledger';
import { narrowPlan } from '../../../shared/domain/guard/narrowPlan';
import type { Target } from '../../../shared/domain/deployment';
import { circuitKey } from '../../../shared/domain/fleet';
import { targetsOf } from '../../../shared/domain/plan/plan';
import { minusMinutes, plusSeconds } from '../../../shared/domain/time';
import { aFleet, aPolicy, someTargets, start } from '../../support/builders';
import { aQuestion } from '../../support/aQuestion';

const fleet = aFleet({ plants: 3, circuits: 4 });
const all = fleet.plants.flatMap(({ id }) => someTargets(4, id));

const anIncident = fc.record({
  targets: fc.subarray(all, { minLength: 1 }),
  /** After the one before. */
  afterMinutes: fc.integer({ min: 0, max: 900 }),
  /** Ends after so many more incidents have begun. */
  endsAfter: fc.integer({ min: 0, max: 3 }),
  /** Some of it is not written after all. */
  written: fc.integer({ min: 0, max: 12 }),
});

const budgets = fc.record({
  perCircuitPerDay: fc.integer({ min: 0, max: 3 }),
  perPlantPerDay: fc.integer({ min: 0, max: 8 }),
  perFleetPerDay: fc.integer({ min: 0, max: 20 }),
});

/** What was let go, and while it counts: until a day after its end. */
type Granted = { target: Target; until: string | undefined };

const mostOf = (granted: readonly Granted[], key: (target: Target) => string): number =>
  Math.max(
    0,
    ...[...Map.groupBy(granted, ({ target }) => key(target)).values()].map((g) => g.length),
  );

describe('budgets, in whatever order incidents come', () => {
  it('are never exceeded, for a circuit, a plant or the fleet, in any 24 hours', () => {
    fc.assert(
      fc.property(
        budgets,
        fc.array(anIncident, { minLength: 1, maxLength: 12 }),
        (limits, incidents) => {
          const policy = aPolicy({ guards: { coolDownMinutes: 0, budgets: limits } });
          let ledger: Ledger = emptyLedger;
          let now = start;
          let granted: Granted[] = [];
          const ends: { at: number; end: () => void }[] = [];

          incidents.forEach(({ targets, afterMinutes, endsAfter, written }, index) => {
            now = plusSeconds(now, afterMinutes * 60);
            ends.filter(({ at }) => at === index).forEach(({ end }) => end());
            granted = granted.filter(({ until }) => until === undefined || until > now);

            const id = `I-${index}`;
            const incident = { id, origin: { by: 'person' as const } };
            const question = { ...aQuestion({ targets, incident, fleet, ledger, now }), policy };
            const consultation = consultGuards(question);
            const letGo =
              consultation.status === 'refused'
                ? []
                : targetsOf(narrowPlan(question.plan, consultation));
            ledger = withBegun(ledger, { incident: id, targets: letGo, at: now });
            const own = letGo.map((target): Granted => ({ target, until: undefined }));
            granted.push(...own);
            ends.push({
              at: index + 1 + endsAfter,
              end: () => {
                const done = letGo.slice(0, written);
                ledger = withEnded(ledger, { incident: id, targets: done, at: now });
                own.forEach((one, at) => {
                  one.until = at < written ? plusSeconds(now, 24 * 3600) : now;
                });
                granted = granted.filter(({ until }) => until === undefined || until > now);
              },
            });

            expect(mostOf(granted, circuitKey)).toBeLessThanOrEqual(limits.perCircuitPerDay);
            expect(mostOf(granted, ({ plant }) => plant)).toBeLessThanOrEqual(
              limits.perPlantPerDay,
            );
            expect(granted.length).toBeLessThanOrEqual(limits.perFleetPerDay);
          });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never let a circuit back within its cool-down', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 0, max: 600 }),
        fc.subarray(all, { minLength: 1 }),
        (coolDownMinutes, minutes, taken) => {
          const doing = { incident: 'earlier', targets: taken, at: minusMinutes(start, minutes) };
          const ledger = withEnded(withBegun(emptyLedger, doing), doing);
          const incident = { origin: { by: 'person' as const } };

          const question = aQuestion({
            targets: all,
            incident,
            fleet,
            ledger,
            guards: { coolDownMinutes },
          });
          const left = consultGuards(question).leftOut.map(({ target }) => circuitKey(target));

          expect(left).toEqual(minutes < coolDownMinutes ? taken.map(circuitKey) : []);
        },
      ),
    );
  });
});
