import { describe, expect, it } from '@jest/globals';
import type { PlantReading } from '../../../shared/domain/deployment';
import type { Plan } from '../../../shared/domain/plan/plan';
import { estimatedSeconds, planHash, previewOf } from '../../../shared/domain/plan/preview';
import {
  aDeploymentReading,
  aPolicy,
  aTarget,
  after,
  before,
  ended,
  someTargets,
} from '../../support/builders';

const limits = aPolicy().restore;

function aPlan(over: Partial<Plan> = {}): Plan {
  return {
    releases: ['Release-123'],
    strategy: 'emergency',
    waves: [{ plants: [{ plant: 'P001', targets: [aTarget()] }] }],
    alreadyThere: [],
    blocked: [],
    notes: [],
    ...over,
  };
}

const wave = (circuits: number, plant = 'P001') => ({
  plants: [{ plant, targets: someTargets(circuits, plant) }],
});

describe('previewOf [U03]', () => {
  it('shows each field that a write changes, from what is live, and nothing else', () => {
    const both = aTarget({
      from: { environment: after, model: 'sensor:12' },
      to: { environment: before, model: 'sensor:11' },
    });
    const reading: PlantReading = {
      status: 'read',
      deployments: [aDeploymentReading({ tags: { previous_environment: 'azureml:older:1' } })],
      failures: {},
    };
    const plan = aPlan({ waves: [{ plants: [{ plant: 'P001', targets: [both] }] }] });

    expect(previewOf(plan, new Map([['P001', reading]]), limits).circuits).toEqual([
      {
        circuit: 'P001/C001',
        standing: 'change',
        wave: 1,
        changes: [
          { field: 'properties.environmentId', from: after, to: before },
          { field: 'properties.model', from: 'sensor:12', to: 'sensor:11' },
          {
            field: 'tags.previous_environment',
            from: 'azureml:older:1',
            to: `azureml:${after}`,
          },
          { field: 'tags.previous_model', from: null, to: 'azureml:sensor:12' },
          { field: 'tags.ripcord_incident', from: null, to: '(the incident)' },
        ],
      },
    ]);
  });

  it('counts what changes, what is there already and what is blocked, and says why', () => {
    const plan = aPlan({
      waves: [wave(3), wave(2, 'P002')],
      alreadyThere: [ended('untouched', 'already on it')],
      blocked: [ended('failed', 'environment gone')],
      notes: ['crosses a breaking change'],
    });

    expect(previewOf(plan, new Map(), limits)).toMatchObject({
      counts: { change: 5, alreadyThere: 1, blocked: 1 },
      waves: [
        { plants: 1, circuits: 3 },
        { plants: 1, circuits: 2 },
      ],
      apiCalls: { writes: 5 },
      notes: ['crosses a breaking change'],
      circuits: [
        {},
        {},
        {},
        {},
        {},
        { circuit: 'P001/C001', standing: 'alreadyThere', reason: 'already on it' },
        { circuit: 'P001/C001', standing: 'blocked', reason: 'environment gone' },
      ],
    });
  });
});

describe('planHash', () => {
  it('is the same for the same plan however its fields are ordered, and another for any other', () => {
    const plan = aPlan();
    const turned = Object.fromEntries(Object.entries(plan).toReversed()) as Plan;

    expect(planHash(turned)).toBe(planHash(plan));
    expect(planHash(plan)).toMatch(/^[0-9a-f]{64}$/);
    expect(planHash({ ...plan, notes: ['x'] })).not.toBe(planHash(plan));
    expect(planHash({ ...plan, waves: [wave(2)] })).not.toBe(planHash(plan));
  });
});

describe('estimatedSeconds', () => {
  it.each([
    { waves: [], expected: 0 },
    { waves: [wave(25)], expected: 40 },
    { waves: [wave(50)], expected: 100 },
    { waves: [wave(200)], expected: 460 },
    { waves: [wave(20), wave(20)], expected: 80 },
  ])('is $expected for waves of such sizes ($#)', ({ waves, expected }) => {
    expect(estimatedSeconds(aPlan({ waves }), limits)).toBe(expected);
  });
});
