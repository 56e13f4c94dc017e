import { describe, expect, it } from '@jest/globals';
import type { Blamed } from '../../../shared/domain/decide/blamed';
import type { Outcome, PlantReading } from '../../../shared/domain/deployment';
import type { CircuitHistory } from '../../../shared/domain/history/history';
import type { TargetChoice } from '../../../shared/domain/plan/choice';
import type { AssetState } from '../../../shared/domain/plan/evidence';
import type { World } from '../../../shared/domain/plan/planCircuit';
import { planRollback } from '../../../shared/domain/plan/planRollback';
import type { BlamedRelease } from '../../../shared/domain/plan/wayBack';
import type { Release } from '../../../shared/domain/release';
import { minusMinutes } from '../../../shared/domain/time';
import {
  aDeploymentReading,
  aFleet,
  aReading,
  aRelease,
  aTarget,
  after,
  before,
  ended,
  start,
} from '../../support/builders';

const fleet = aFleet({ plants: 1, circuits: 1 });
const release = aRelease({}, fleet);
const previous: TargetChoice = { target: 'previous' };

function blame(metadata: Release, over: Partial<Blamed> = {}): BlamedRelease {
  const scope = { of: 'release' as const };
  return { release: metadata.id, kind: 'environment', scope, ...over, metadata };
}

function aWorld(over: Partial<World> = {}): World {
  return {
    fleet,
    readings: new Map(),
    assets: { environments: new Map(), models: new Map() },
    histories: new Map(),
    quarantine: { entries: [] },
    minHealthyMinutes: 60,
    ...over,
  };
}

function planOf(reading: PlantReading | undefined, state: AssetState = 'present') {
  const readings = new Map(reading ? [['P001', reading]] : []);
  const assets = { environments: new Map([[before, state]]), models: new Map() };
  return planRollback([blame(release)], previous, aWorld({ readings, assets }));
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
      [blame({ ...release, changes })],
      previous,
      aWorld({ fleet: whole, readings }),
    );

    expect(plan).toEqual({
      releases: ['Release-123'],
      alreadyThere: [],
      blocked: [],
      waves: [
        {
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
    expect(planOf(reading)).toEqual({
      releases: ['Release-123'],
      waves: [{ plants: [{ plant: 'P001', targets: [aTarget()] }] }],
      alreadyThere: [],
      blocked: [],
    });
  });

  it('leaves a circuit alone that is back already', () => {
    expect(planOf(running({ environment: before }))).toEqual({
      releases: ['Release-123'],
      waves: [],
      alreadyThere: [ended('untouched', 'already on custom-tf-env:1.5.0')],
      blocked: [],
    });
  });

  it.each<{ what: string; reading: PlantReading; expected: Outcome }>([
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
  ])('blocks a circuit that $what', ({ reading, expected }) => {
    expect(planOf(reading)).toMatchObject({ waves: [], alreadyThere: [], blocked: [expected] });
  });

  it('fails a circuit whose old environment is gone, before anything is written', () => {
    expect(planOf(running({}), 'missing')).toMatchObject({
      waves: [],
      blocked: [ended('failed', 'environment custom-tf-env:1.5.0 no longer exists')],
    });
  });

  it('goes back to an environment that is archived', () => {
    expect(planOf(running({}), 'archived').waves).toHaveLength(1);
  });

  it('leaves circuits alone that are not of this fleet, and names them', () => {
    const stranger = {
      plant: 'P009',
      circuit: 'C001',
      from: { environment: before },
      to: { environment: after },
    };
    const plan = planRollback(
      [blame({ ...release, changes: [...release.changes, stranger] })],
      previous,
      aWorld({ readings: new Map([['P001', aReading()]]) }),
    );

    expect(plan.waves).toHaveLength(1);
    expect(plan.blocked).toEqual([
      ended('untouched', 'not a circuit of this fleet', aTarget({ plant: 'P009' })),
    ]);
  });
});

const model = (version: number | string) =>
  `azureml://registries/mlregistry-shared/models/sensor_model_P001_C001/versions/${version}`;

/** A release that changed both on C001: environment 1.5.0 to 1.5.1, model 11 to 12. */
const both = aRelease({
  id: 'Release-9',
  changes: [
    {
      plant: 'P001',
      circuit: 'C001',
      from: { environment: before, model: model(11) },
      to: { environment: after, model: model(12) },
    },
  ],
});
const onBoth = running({ environment: after, model: model(12) });

function planBoth(over: {
  kind?: Blamed['kind'];
  choice?: TargetChoice;
  reading?: PlantReading;
  world?: Partial<World>;
  releases?: readonly BlamedRelease[];
}) {
  const { kind = 'both', choice = previous, reading = onBoth, world = {} } = over;
  const readings = new Map([['P001', reading]]);
  const blamed = over.releases ?? [blame(both, { kind })];
  const plan = planRollback(blamed, choice, aWorld({ readings, ...world }));
  const [target] = plan.waves.flatMap(({ plants }) => plants.flatMap(({ targets }) => targets));
  const [blocked] = plan.blocked;
  return { target, blocked: blocked && 'reason' in blocked ? blocked.reason : undefined };
}

function aHistory(...revisions: { environment: string; model?: string; minutes?: number }[]) {
  const periods = revisions.map(({ minutes = 600, ...revision }) => ({
    revision,
    since: minusMinutes(start, 5_000),
    ...(minutes > 0
      ? {
          healthy: {
            from: minusMinutes(start, 4_000),
            until: minusMinutes(start, 4_000 - minutes),
          },
        }
      : {}),
  }));
  const history: CircuitHistory = { plant: 'P001', circuit: 'C001', periods };
  return { histories: new Map([['P001:C001', history]]) };
}

describe('planRollback, of what', () => {
  it('takes model and environment back in one target [B03] [E04]', () => {
    expect(planBoth({}).target).toMatchObject({
      from: { environment: after, model: model(12) },
      to: { environment: before, model: model(11) },
    });
  });

  it('takes a model back and leaves the environment as it is found [E01]', () => {
    const moved = running({ environment: before, model: model(12) });

    expect(planBoth({ kind: 'model', reading: moved }).target).toMatchObject({
      from: { environment: before, model: model(12) },
      to: { environment: before, model: model(11) },
    });
  });

  it('does not pair an old environment with a model that never ran with it [U10]', () => {
    expect(planBoth({ kind: 'environment' }).blocked).toBe(
      `model ${model(12)} is not known to have run with environment ${before}`,
    );
    expect(
      planBoth({
        kind: 'environment',
        world: aHistory({ environment: before, model: model(12) }),
      }).target?.to,
    ).toEqual({ environment: before });
  });

  it.each<{ what: string; reading: PlantReading; reason: string }>([
    {
      what: 'model',
      reading: running({ environment: after, model: model(13) }),
      reason: `runs ${after} with model ${model(13)}, not ${after} with model ${model(12)}: changed since the release`,
    },
    {
      what: 'half of it',
      reading: running({ environment: before, model: model(12) }),
      reason: `runs ${before} with model ${model(12)}, not ${after} with model ${model(12)}: changed since the release`,
    },
  ])('blocks a circuit of which others changed the $what', ({ reading, reason }) => {
    expect(planBoth({ reading })).toEqual({ target: undefined, blocked: reason });
  });

  it('does not go back to a model that nobody has named', () => {
    expect(planBoth({ releases: [blame(release, { kind: 'both' })] }).blocked).toBe(
      'the metadata of Release-123 does not say which model it ran before',
    );
  });

  it('leaves alone what the release did not change', () => {
    const [change] = both.changes;
    const modelOnly = {
      ...both,
      changes: [{ ...change!, from: { ...change!.from, environment: after } }],
    };

    expect(planBoth({ releases: [blame(modelOnly)] }).blocked).toBe(
      'the release did not change what is to be taken back',
    );
  });

  it('goes back past all of several releases that are blamed, in one target', () => {
    const older = aRelease({
      id: 'a',
      at: '2026-11-20T00:00:00.000Z',
      changes: [
        {
          plant: 'P001',
          circuit: 'C001',
          from: { environment: 'custom-tf-env:1.4.0' },
          to: { environment: before },
        },
      ],
    });

    expect(
      planBoth({ releases: [blame(older), blame(release)], reading: running({}) }).target,
    ).toMatchObject({
      from: { environment: after },
      to: { environment: 'custom-tf-env:1.4.0' },
    });
  });

  it('takes back only the circuits that are blamed', () => {
    const wide = aFleet({ plants: 1, circuits: 3 });
    const scope = { of: 'circuits' as const, circuits: [{ plant: 'P001', circuit: 'C002' }] };
    const readings = new Map([['P001', aReading()]]);

    const plan = planRollback(
      [blame(aRelease({}, wide), { scope })],
      previous,
      aWorld({ fleet: wide, readings }),
    );

    expect(plan.waves[0]?.plants[0]?.targets.map(({ circuit }) => circuit)).toEqual(['C002']);
  });

  it('blocks a circuit whose tag tells another story than the metadata [D04]', () => {
    const tagged = (tag: string) =>
      planBoth({
        releases: [blame(release)],
        reading: running({ tags: { previous_environment: tag } }),
      });

    expect(tagged('azureml:custom-tf-env:1.4.0').blocked).toBe(
      `its tag previous_environment says custom-tf-env:1.4.0, the metadata says ${before}: a person has to look`,
    );
    expect(tagged(`azureml:${before}`).target).toBeDefined();
  });

  it.each(['environment', 'model'] as const)('never goes back to a quarantined %s', (kind) => {
    const asset = kind === 'model' ? model(11).toUpperCase() : before;
    const entry = { asset, kind, since: start, incident: 'old', reason: 'bad' };
    const lifted = { at: start, by: 'on-call', reason: 'it was the network' };

    expect(planBoth({ world: { quarantine: { entries: [entry] } } }).blocked).toBe(
      `${kind} ${asset} is in quarantine since incident old`,
    );
    expect(
      planBoth({ world: { quarantine: { entries: [{ ...entry, lifted }] } } }).target,
    ).toBeDefined();
  });

  it('does not go back to a model that is gone', () => {
    const assets = { environments: new Map(), models: new Map([[model(11), 'missing' as const]]) };

    expect(planBoth({ world: { assets } }).blocked).toBe(`model ${model(11)} no longer exists`);
  });
});

describe('planRollback, to which revision', () => {
  it('goes to the version that is named, of the asset the circuit ran [E07]', () => {
    const choice: TargetChoice = { target: 'version', environment: '1.4.0', model: '9' };
    const old = { environment: 'custom-tf-env:1.4.0', model: model(9) };

    expect(planBoth({ choice, world: aHistory(old) }).target?.to).toEqual(old);
  });

  it('asks for a version of each thing that is taken back', () => {
    expect(planBoth({ choice: { target: 'version', environment: '1.4.0' } }).blocked).toBe(
      'no version was named of its model',
    );
  });

  const good: TargetChoice = { target: 'lastKnownGood' };
  const older = { environment: 'custom-tf-env:1.4.0', model: model(10) };

  it('goes to the newest revision with a healthy period, not to the one before [U08]', () => {
    const world = aHistory(
      { environment: after, model: model(12) },
      { environment: before, model: model(11), minutes: 0 },
      { environment: 'custom-tf-env:1.4.9', model: model(11), minutes: 59 },
      older,
      { environment: 'custom-tf-env:1.3.0', model: model(8) },
    );

    expect(planBoth({ choice: good, world }).target?.to).toEqual(older);
  });

  it('passes over revisions in quarantine and versions that are gone [U08]', () => {
    const quarantine = {
      entries: [
        { asset: before, kind: 'environment' as const, since: start, incident: 'i', reason: 'bad' },
      ],
    };
    const gone = 'custom-tf-env:1.4.5';
    const assets = { environments: new Map([[gone, 'missing' as const]]), models: new Map() };
    const world = aHistory(
      { environment: before, model: model(11) },
      { environment: gone, model: model(11) },
      older,
    );

    expect(planBoth({ choice: good, world: { ...world, quarantine, assets } }).target?.to).toEqual(
      older,
    );
  });

  it('goes only to an environment that ran well with the model that stays [U10]', () => {
    const world = aHistory(older, { environment: 'custom-tf-env:1.3.0', model: model(12) });

    expect(planBoth({ choice: good, kind: 'environment', world }).target?.to).toEqual({
      environment: 'custom-tf-env:1.3.0',
    });
  });

  it('says so when no good revision is known', () => {
    expect(planBoth({ choice: good }).blocked).toBe(
      'no earlier revision with a healthy period on record can be gone back to',
    );
  });
});
