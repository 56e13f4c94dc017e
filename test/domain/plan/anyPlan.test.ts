import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { DeploymentReading, PlantReading } from '../../../shared/domain/deployment';
import { circuitName } from '../../../shared/domain/fleet';
import { planRollback } from '../../../shared/domain/plan/planRollback';
import type { World } from '../../../shared/domain/plan/planCircuit';
import { quarantineOf } from '../../../shared/domain/quarantine';
import type { Release } from '../../../shared/domain/release';
import { aFleet, start } from '../../support/builders';

const fleet = aFleet({ plants: 2, circuits: 3 });
const sites = fleet.plants.flatMap(({ id, circuits }) =>
  circuits.map((circuit) => ({ plant: id, circuit })),
);

const anEnvironment = fc.integer({ min: 1, max: 4 }).map((number) => `tf:1.${number}.0`);
const aModel = fc.integer({ min: 1, max: 4 }).map((number) => `sensor:${number}`);
const aRevision = fc.record({ environment: anEnvironment, model: aModel });

const aRelease: fc.Arbitrary<Release> = fc
  .tuple(fc.subarray(sites, { minLength: 1 }), fc.infiniteStream(fc.tuple(aRevision, aRevision)))
  .map(([changed, revisions]) => ({
    id: 'Release-1',
    at: start,
    changes: changed.map((site) => {
      const [from, to] = revisions.next().value!;
      return { ...site, from, to };
    }),
  }));

const aPlant: fc.Arbitrary<PlantReading> = fc.oneof(
  fc.constant({ status: 'gone' as const, reason: 'x' }),
  fc.constant({ status: 'unavailable' as const, reason: 'x' }),
  fc
    .array(
      fc.record({
        environment: fc.oneof(anEnvironment, fc.constant('')),
        model: aModel,
        state: fc.constantFrom('Succeeded', 'Failed', 'Updating'),
      }),
      { minLength: 3, maxLength: 3 },
    )
    .map((found) => ({
      status: 'read' as const,
      deployments: found.map((one, index): DeploymentReading => ({
        ...one,
        deployment: `deployment-circuit-C00${index + 1}`,
      })),
      failures: {},
    })),
);

const aCase = fc.record({
  release: aRelease,
  kind: fc.constantFrom('environment' as const, 'model' as const, 'both' as const),
  plants: fc.tuple(aPlant, aPlant),
  bad: fc.array(fc.oneof(anEnvironment, aModel), { maxLength: 2 }),
});

describe('planRollback, whatever the world is', () => {
  it('names every circuit once, never aims at what is in quarantine, and plans the same again', () => {
    fc.assert(
      fc.property(aCase, ({ release, kind, plants: [first, second], bad }) => {
        const quarantine = {
          entries: bad.map((asset) => ({
            asset,
            kind: asset.startsWith('tf') ? ('environment' as const) : ('model' as const),
            since: start,
            incident: 'i',
            reason: 'bad',
          })),
        };
        const world: World = {
          fleet,
          readings: new Map([
            ['P001', first],
            ['P002', second],
          ]),
          assets: { environments: new Map(), models: new Map() },
          histories: new Map(),
          quarantine,
          minHealthyMinutes: 60,
        };
        const blamed = [
          { release: release.id, kind, scope: { of: 'release' as const }, metadata: release },
        ];
        const plan = planRollback(blamed, { target: 'previous' }, world);
        const targets = plan.waves.flatMap(({ plants }) => plants.flatMap((one) => one.targets));
        const settled = [...plan.alreadyThere, ...plan.blocked].map(({ target }) => target);

        expect([...targets, ...settled].map(circuitName).toSorted()).toEqual(
          release.changes.map(circuitName).toSorted(),
        );
        for (const { from, to } of targets) {
          const environment = from.environment === to.environment ? '' : to.environment;
          expect(quarantineOf(quarantine, { environment, model: to.model })).toEqual([]);
          expect(environment !== '' || to.model !== undefined).toBe(true);
        }
        expect(planRollback(blamed, { target: 'previous' }, world)).toEqual(plan);
      }),
      { numRuns: 300 },
    );
  });
});
