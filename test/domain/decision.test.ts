import { describe, expect, it } from '@jest/globals';
import { decide } from '../../shared/domain/decision';
import type { Decision } from '../../shared/domain/decision';
import type { JobFailures } from '../../shared/domain/evidence';
import { minusMinutes, plusSeconds } from '../../shared/domain/time';
import { aFleet, aFolded, aPolicy, aRelease, start } from '../support/builders';

const fleet = aFleet({ plants: 4, circuits: 5 });
const all = fleet.plants.flatMap(({ id, circuits }) =>
  circuits.map((circuit) => ({ plant: id, circuit })),
);

/** So many circuits of the fleet with a failed job each, and the rest without. */
function failing(count: number, failed = 1): JobFailures {
  return {
    answer: 'measured',
    circuits: all.map((circuit, index) => ({
      ...circuit,
      failed: index < count ? failed : 0,
      finished: 4,
    })),
  };
}

type Case = Parameters<typeof decide>[0];

function decideOn(over: Partial<Case> = {}): Decision {
  return decide({
    alerts: aFolded(),
    jobs: failing(3),
    releases: [aRelease({}, fleet)],
    policy: aPolicy(),
    now: start,
    ...over,
  });
}

/** A policy whose only rule counts failed jobs. */
function countingJobs({ limit = 0, minCircuits = 2 }) {
  const [rule] = aPolicy().rules;
  const breachedWhen = { with: 'limit', operator: '>', limit } as const;
  return aPolicy({ rules: [{ ...rule!, breachedWhen, minCircuits }] });
}

describe('decide', () => {
  it('rolls the environment back when jobs fail on several circuits of one release [A01] [B02]', () => {
    expect(decideOn({ jobs: failing(2) })).toEqual({
      action: 'rollBackEnvironment',
      release: 'Release-123',
      reason: 'job failures on 2 circuits > 1 in 30 min, 2 of them changed by Release-123',
      failing: all.slice(0, 2),
    });
  });

  it('leaves the fleet alone when jobs fail on one circuit, and says so [A01] [A10]', () => {
    expect(decideOn({ jobs: failing(1) })).toEqual({
      action: 'ignore',
      reason: 'job failures on 1 circuit, not more than 1 in 30 min',
    });
  });

  it.each([
    { moreThanCircuits: 3, count: 3, action: 'ignore' },
    { moreThanCircuits: 3, count: 4, action: 'rollBackEnvironment' },
  ])(
    'with a limit of $moreThanCircuits circuits and $count failing: $action [A01]',
    ({ moreThanCircuits, count, action }) => {
      const policy = countingJobs({ minCircuits: moreThanCircuits + 1 });

      expect(decideOn({ policy, jobs: failing(count) }).action).toBe(action);
    },
  );

  it.each([
    { minFailedJobs: 2, failed: 1, action: 'ignore' },
    { minFailedJobs: 2, failed: 2, action: 'rollBackEnvironment' },
  ])(
    'counts a circuit from $minFailedJobs failed jobs on: with $failed it comes to $action',
    ({ minFailedJobs, failed, action }) => {
      const policy = countingJobs({ limit: minFailedJobs - 1 });

      expect(decideOn({ policy, jobs: failing(5, failed) }).action).toBe(action);
    },
  );

  it('ignores failures when no alert stands, however many there are', () => {
    expect(decideOn({ alerts: aFolded({ standing: 0 }), jobs: failing(20) })).toEqual({
      action: 'ignore',
      reason: 'no alert stands',
    });
  });

  it('neither acts nor gives the all-clear on what is unknown', () => {
    const jobs: JobFailures = { answer: 'unknown', reason: 'partial result: timed out' };

    expect(decideOn({ jobs })).toEqual({
      action: 'escalate',
      evidence: 'unknown',
      reason: 'job failures are unknown: partial result: timed out',
      failing: [],
    });
  });

  it('never acts on alerts alone: 200 circuits may alarm while no job fails', () => {
    const alerts = aFolded({ circuits: all, wholeFleet: true });

    expect(decideOn({ alerts, jobs: failing(0) }).action).toBe('ignore');
  });
});

describe('decide, on whom to blame', () => {
  it('blames nobody when there is no release, and asks a person [T17]', () => {
    expect(decideOn({ releases: [] })).toEqual({
      action: 'escalate',
      evidence: 'measured',
      reason: 'job failures on 3 circuits > 1 in 30 min, but no release in the last 240 min',
      failing: all.slice(0, 3),
    });
  });

  it.each([
    { age: 'of this very moment', at: start, action: 'rollBackEnvironment' },
    { age: '240 min old', at: minusMinutes(start, 240), action: 'rollBackEnvironment' },
    { age: 'a millisecond older', at: plusSeconds(start, -14_400.001), action: 'escalate' },
    { age: 'of the future', at: plusSeconds(start, 0.001), action: 'escalate' },
  ])('with a release $age: $action [T17]', ({ at, action }) => {
    expect(decideOn({ releases: [aRelease({ at }, fleet)] }).action).toBe(action);
  });

  it.each([
    { explained: 9, of: 10, action: 'rollBackEnvironment' },
    { explained: 8, of: 10, action: 'escalate' },
  ])(
    'with a release that changed $explained of $of failing circuits: $action',
    ({ explained, of, action }) => {
      const release = aRelease({}, fleet);
      const releases = [{ ...release, changes: release.changes.slice(0, explained) }];

      expect(decideOn({ releases, jobs: failing(of) }).action).toBe(action);
    },
  );

  it('says by how much a release falls short of being to blame [T17]', () => {
    const release = aRelease({}, fleet);
    const releases = [{ ...release, changes: release.changes.slice(0, 2) }];

    expect(decideOn({ releases, jobs: failing(4) })).toMatchObject({
      action: 'escalate',
      reason:
        'job failures on 4 circuits > 1 in 30 min, but Release-123 changed only 2 of them, less than 90 %',
    });
  });

  it('leaves a release alone that changed other circuits [T17]', () => {
    const release = aRelease({}, fleet);
    const releases = [{ ...release, changes: release.changes.slice(10) }];

    expect(decideOn({ releases }).action).toBe('escalate');
  });

  it('blames the release that explains most, not the youngest', () => {
    const most = aRelease({ id: 'most', at: minusMinutes(start, 60) }, fleet);
    const youngest = { ...aRelease({ id: 'youngest', at: start }, fleet) };
    const releases = [{ ...youngest, changes: youngest.changes.slice(0, 9) }, most];

    expect(decideOn({ releases, jobs: failing(10) })).toMatchObject({ release: 'most' });
  });

  it.each([
    ['older first', ['older', 'younger']],
    ['younger first', ['younger', 'older']],
  ])('blames the younger of two that explain as much, listed %s', (_, order) => {
    const at = { older: minusMinutes(start, 60), younger: minusMinutes(start, 5) };
    const releases = order.map((id) => aRelease({ id, at: at[id as keyof typeof at] }, fleet));

    expect(decideOn({ releases })).toMatchObject({ release: 'younger' });
  });
});
