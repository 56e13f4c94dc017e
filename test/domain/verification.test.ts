import { describe, expect, it } from '@jest/globals';
import type { Outcome, PlantReading } from '../../shared/domain/deployment';
import { verify } from '../../shared/domain/verification';
import {
  aDeploymentReading,
  aReading,
  aTarget,
  after,
  before,
  ended,
  restored,
  someTargets,
} from '../support/builders';

function readBack(...readings: PlantReading[]): Map<string, PlantReading> {
  return new Map(readings.map((reading, index) => [`P00${index + 1}`, reading]));
}

describe('verify', () => {
  it('passes when every circuit reads back as planned, and counts them [F02] [F03]', () => {
    const outcomes = someTargets(3).map(restored);

    expect(verify(outcomes, readBack(aReading(before)))).toEqual({
      outcomes,
      checks: [
        {
          name: 'every circuit of the plan is as it should be',
          result: 'passed',
          evidence: '3 of 3',
        },
        {
          name: 'environment and model versions match the plan when read back',
          result: 'passed',
          evidence: '3 of 3 written',
        },
      ],
    });
  });

  it.each<{ what: string; reading: PlantReading | undefined; reason: string }>([
    {
      what: 'runs something else',
      reading: aReading(after),
      reason: 'runs custom-tf-env:1.5.1 when read back, not custom-tf-env:1.5.0',
    },
    {
      what: 'is gone',
      reading: { status: 'read', deployments: [], failures: {} },
      reason: 'gone when read back',
    },
    {
      what: 'has failed',
      reading: {
        status: 'read',
        deployments: [aDeploymentReading({ environment: before, state: 'Failed' })],
        failures: {},
      },
      reason: 'Failed when read back',
    },
    {
      what: 'is being written again',
      reading: {
        status: 'read',
        deployments: [aDeploymentReading({ environment: before, state: 'Updating' })],
        failures: {},
      },
      reason: 'Updating when read back',
    },
    {
      what: 'cannot be read',
      reading: { status: 'unavailable', reason: 'timed out' },
      reason: 'could not be read back: timed out',
    },
    {
      what: 'is on an endpoint that is gone',
      reading: { status: 'gone', reason: 'not found' },
      reason: 'could not be read back: not found',
    },
    {
      what: 'was not read',
      reading: undefined,
      reason: 'could not be read back: its endpoint was not read',
    },
  ])('never calls a circuit restored that $what [F01] [F19]', ({ reading, reason }) => {
    const { outcomes, checks } = verify([restored()], readBack(...(reading ? [reading] : [])));

    expect(outcomes).toEqual([ended('unverified', reason)]);
    expect(checks).toMatchObject([
      { result: 'failed', evidence: '0 of 1; not: P001/C001' },
      { result: 'failed', evidence: '0 of 1 written' },
    ]);
  });

  it('names every circuit that is missing, of several hundred as of one [F02]', () => {
    const targets = [...someTargets(99, 'P001'), ...someTargets(99, 'P002')];
    const readings = readBack(aReading(before, 98), aReading(before, 97));

    const { checks } = verify(targets.map(restored), readings);

    expect(checks[0]).toMatchObject({
      result: 'failed',
      evidence: '195 of 198; not: P001/C099, P002/C098, P002/C099',
    });
  });

  it('leaves outcomes alone that claim nothing', () => {
    const outcomes: Outcome[] = [
      ended('untouched', 'already there'),
      ended('failed', 'gone', aTarget({ circuit: 'C002' })),
      ended('unverified', 'hangs', aTarget({ circuit: 'C003' })),
    ];

    const verified = verify(outcomes, new Map());

    expect(verified.outcomes).toEqual(outcomes);
    expect(verified.checks).toMatchObject([
      { result: 'failed', evidence: '1 of 3; not: P001/C002, P001/C003' },
      { result: 'notRun', evidence: '0 of 0 written' },
    ]);
  });
});
