import { describe, expect, it } from '@jest/globals';
import { retentionWarning, withHealth, withPeriod } from '../../../shared/domain/history/history';
import type { CircuitHistory, Period } from '../../../shared/domain/history/history';
import { periodsSeen } from '../../../shared/domain/history/periodsSeen';
import { standings } from '../../../shared/domain/history/standings';
import { plusSeconds } from '../../../shared/domain/time';
import { aDeploymentReading, aFleet, aRelease, after, before, start } from '../../support/builders';

const empty: CircuitHistory = { plant: 'P001', circuit: 'C001', periods: [] };
const at = (minutes: number) => plusSeconds(start, minutes * 60);
const version = (number: number) => ({ environment: `custom-tf-env:1.${number}.0` });
const ran = (number: number, over: Partial<Period> = {}): Period => ({
  revision: version(number),
  since: at(number),
  ...over,
});
const numbers = ({ periods }: CircuitHistory) =>
  periods.map(({ revision }) => Number(revision.environment.split('.')[1]));

describe('the history of a circuit', () => {
  it('grows by what it runs, newest first, and not by looking twice [C06]', () => {
    const once = withPeriod(withPeriod(empty, ran(1)), ran(2));

    expect(numbers(once)).toEqual([2, 1]);
    expect(withPeriod(once, ran(2, { since: at(99) }))).toBe(once);
    expect(numbers(withPeriod(once, ran(1)))).toEqual([1, 2, 1]);
  });

  it('forgets the oldest, but never the newest three that were well [D06]', () => {
    const healthy = { from: at(0), until: at(60) };
    let history = empty;
    for (const number of [1, 2, 3, 4]) {
      history = withPeriod(history, ran(number, { healthy }));
    }
    for (let number = 5; number < 40; number += 1) {
      history = withPeriod(history, ran(number));
    }

    expect(numbers(history)).toHaveLength(23);
    expect(numbers(history).slice(-3)).toEqual([4, 3, 2]);
  });

  it.each([
    { what: 'joins stretches that touch', next: [60, 90], expected: [0, 90] },
    { what: 'joins stretches that overlap', next: [30, 90], expected: [0, 90] },
    { what: 'keeps the longer of two that do not', next: [100, 130], expected: [0, 60] },
    { what: 'takes the longer of two that do not', next: [100, 190], expected: [100, 190] },
    { what: 'does not shrink', next: [10, 20], expected: [0, 60] },
  ])('$what', ({ next: [from = 0, until = 0], expected: [first = 0, last = 0] }) => {
    const once = withHealth(empty, { revision: version(1), from: at(0), until: at(60) });

    const twice = withHealth(once, { revision: version(1), from: at(from), until: at(until) });

    expect(twice.periods).toHaveLength(1);
    expect(twice.periods[0]?.healthy).toEqual({ from: at(first), until: at(last) });
  });

  it('warns of fewer than three previous versions [D06]', () => {
    const three = [1, 2, 3].reduce((history, number) => withPeriod(history, ran(number)), empty);

    expect(retentionWarning(three)).toBe(
      'P001/C001 has 2 previous versions on record, expected at least 3',
    );
    expect(retentionWarning(withPeriod(three, ran(4)))).toBeUndefined();
  });
});

describe('periodsSeen', () => {
  const fleet = aFleet({ plants: 1, circuits: 2 });
  const release = aRelease({ changeCause: 'new TensorFlow' }, fleet);
  const seen = (...deployments: ReturnType<typeof aDeploymentReading>[]) =>
    periodsSeen(fleet, {
      readings: new Map([['P001', { status: 'read', deployments, failures: {} }]]),
      releases: [release],
      at: start,
    });

  it('tells what runs, since when, and by which release and why [C06]', () => {
    expect(seen(aDeploymentReading({ model: 'sensor:7' }))).toEqual([
      {
        circuit: { plant: 'P001', circuit: 'C001' },
        period: {
          revision: { environment: after, model: 'sensor:7' },
          since: release.at,
          release: release.id,
          changeCause: 'new TensorFlow',
        },
      },
    ]);
  });

  it('names no release for a circuit that was taken back', () => {
    expect(seen(aDeploymentReading({ environment: before }))).toMatchObject([
      { period: { revision: { environment: before }, since: start } },
    ]);
  });

  it.each([{ state: 'Updating' }, { state: 'Failed' }, { environment: '' }])(
    'notes nothing of what runs %j',
    (over) => {
      expect(seen(aDeploymentReading(over))).toEqual([]);
    },
  );
});

describe('standings', () => {
  it('says of each revision how it stands [D14]', () => {
    const healthy = { from: at(0), until: at(60) };
    const history = {
      ...empty,
      periods: [ran(4), ran(3, { healthy }), ran(2, { healthy }), ran(1)],
    };
    const quarantine = {
      entries: [
        {
          asset: version(3).environment,
          kind: 'environment' as const,
          since: start,
          incident: 'i',
          reason: 'bad',
        },
      ],
    };

    expect(standings(history, quarantine).map(({ standing }) => standing)).toEqual([
      'production',
      'rolledBack',
      'candidate',
      'archived',
    ]);
  });
});
