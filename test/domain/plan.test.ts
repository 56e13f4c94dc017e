import { describe, expect, it } from '@jest/globals';
import { Plan, environmentsToRestore, planRollback, plantsChanged } from '../../shared/domain/plan';
import type { EnvironmentState } from '../../shared/domain/plan';
import type { Outcome, PlantReading } from '../../shared/domain/deployment';
import {
  aDeploymentReading,
  aFleet,
  aReading,
  aRelease,
  aTarget,
  after,
  before,
  ended,
} from '../support/builders';

const fleet = aFleet({ plants: 1, circuits: 1 });
const release = aRelease({}, fleet);

function planOf(reading: PlantReading | undefined, state: EnvironmentState = 'present'): Plan {
  const readings = new Map(reading ? [['P001', reading]] : []);
  return planRollback(release, { fleet, readings, environments: new Map([[before, state]]) });
}

function running(over: Parameters<typeof aDeploymentReading>[0]): PlantReading {
  return { status: 'read', deployments: [aDeploymentReading(over)], failures: {} };
}

describe('planRollback', () => {
  it('takes every circuit of a release back to its own previous environment', () => {
    const whole = aFleet({ plants: 2, circuits: 2 });
    const changes = aRelease({}, whole).changes.map((change, index) => ({
      ...change,
      from: { environment: `custom-tf-env:1.${index}.0` },
    }));
    const readings = new Map([
      ['P001', aReading(after, 2)],
      ['P002', aReading(after, 2)],
    ]);

    const plan = planRollback(
      { ...release, changes },
      { fleet: whole, readings, environments: new Map() },
    );

    expect(Plan.parse(plan)).toEqual({
      release: 'Release-123',
      settled: [],
      plants: [
        {
          plant: 'P001',
          targets: [
            aTarget({ to: { environment: 'custom-tf-env:1.0.0' } }),
            aTarget({
              circuit: 'C002',
              deployment: 'deployment-circuit-C002',
              to: { environment: 'custom-tf-env:1.1.0' },
            }),
          ],
        },
        {
          plant: 'P002',
          targets: [
            aTarget({ plant: 'P002', to: { environment: 'custom-tf-env:1.2.0' } }),
            aTarget({
              plant: 'P002',
              circuit: 'C002',
              deployment: 'deployment-circuit-C002',
              to: { environment: 'custom-tf-env:1.3.0' },
            }),
          ],
        },
      ],
    });
  });

  it.each<{ what: string; reading: PlantReading | undefined }>([
    { what: 'that runs the new environment', reading: running({}) },
    {
      what: 'that cannot be read just now',
      reading: { status: 'unavailable', reason: 'timed out' },
    },
    { what: 'that nobody looked at', reading: undefined },
    { what: 'whose update failed', reading: running({ state: 'Failed' }) },
    { what: 'that is still being updated', reading: running({ state: 'Updating' }) },
    {
      what: 'whose way back failed half-way',
      reading: running({ environment: before, state: 'Failed' }),
    },
    {
      what: 'that Azure ML writes in another case',
      reading: running({ environment: after.toUpperCase() }),
    },
  ])('plans to write a circuit $what', ({ reading }) => {
    const { plants, settled } = planOf(reading);

    expect(plants).toEqual([{ plant: 'P001', targets: [aTarget()] }]);
    expect(settled).toEqual([]);
  });

  it.each<{ what: string; reading: PlantReading; expected: Outcome }>([
    {
      what: 'is back already',
      reading: running({ environment: before }),
      expected: ended('untouched', 'already on custom-tf-env:1.5.0'),
    },
    {
      what: 'somebody has moved on since',
      reading: running({ environment: 'custom-tf-env:1.6.0' }),
      expected: ended(
        'untouched',
        'runs custom-tf-env:1.6.0, not custom-tf-env:1.5.1: changed since the release',
      ),
    },
    {
      what: 'runs no environment',
      reading: running({ environment: '' }),
      expected: ended(
        'untouched',
        'runs no environment, not custom-tf-env:1.5.1: changed since the release',
      ),
    },
    {
      what: 'is gone',
      reading: { status: 'read', deployments: [], failures: {} },
      expected: ended('failed', 'deployment deployment-circuit-C001 is gone'),
    },
    {
      what: 'is on an endpoint that is gone',
      reading: { status: 'gone', reason: 'not found' },
      expected: ended('failed', 'endpoint batch-endpoint-plant-P001 is gone'),
    },
  ])('settles a circuit that $what, without a write', ({ reading, expected }) => {
    expect(planOf(reading)).toEqual({ release: 'Release-123', plants: [], settled: [expected] });
  });

  it('fails a circuit whose old environment is gone, before anything is written', () => {
    expect(planOf(running({}), 'missing')).toMatchObject({
      plants: [],
      settled: [ended('failed', 'environment custom-tf-env:1.5.0 no longer exists')],
    });
  });

  it('goes back to an environment that is archived', () => {
    expect(planOf(running({}), 'archived').plants).toHaveLength(1);
  });

  it('leaves circuits alone that are not of this fleet, and names them', () => {
    const stranger = {
      plant: 'P009',
      circuit: 'C001',
      from: { environment: before },
      to: { environment: after },
    };
    const plan = planRollback(
      { ...release, changes: [...release.changes, stranger] },
      { fleet, readings: new Map([['P001', aReading()]]), environments: new Map() },
    );

    expect(plan.plants).toHaveLength(1);
    expect(plan.settled).toEqual([
      ended('untouched', 'not a circuit of this fleet', aTarget({ plant: 'P009' })),
    ]);
  });
});

describe('what a plan needs to know of', () => {
  it('is each environment and each plant once, and no plant of others', () => {
    const changes = [
      ...aRelease({}, aFleet()).changes,
      { plant: 'P009', circuit: 'C001', from: { environment: 'e:1' }, to: { environment: 'e:2' } },
    ];

    expect(environmentsToRestore({ ...release, changes })).toEqual([before, 'e:1']);
    expect(plantsChanged({ ...release, changes }, aFleet())).toEqual(['P001', 'P002']);
  });
});
