import { describe, expect, it } from '@jest/globals';
import { clockChecks } from '../../shared/domain/clocks';
import type { Phase } from '../../shared/domain/report';
import { plusSeconds } from '../../shared/domain/time';
import { aPolicy, start } from '../support/builders';

const limits = aPolicy().clocks;

/** Phases one after the other, in minutes. */
function phases(...minutes: [Phase['name'], number][]): Phase[] {
  let at = start;
  return minutes.map(([name, length]) => {
    const startedAt = at;
    at = plusSeconds(at, length * 60);
    return { name, startedAt, endedAt: at };
  });
}

const failed = (some: Phase[]) =>
  clockChecks(some, limits).flatMap(({ name, result, evidence }) =>
    result === 'failed' ? [`${name}: ${evidence}`] : [],
  );

describe('clockChecks [E17]', () => {
  it('passes a rollback that keeps to 10, 10, 5 and 20 minutes, to the second', () => {
    const some = phases(['identify', 5], ['plan', 2], ['execute', 8], ['verify', 5]);

    expect(failed(some)).toEqual([]);
    expect(clockChecks(some, limits).map(({ name }) => name)).toEqual([
      'identified within 10 min',
      'carried out within 10 min',
      'verified within 5 min',
      'over within 20 min',
    ]);
  });

  it.each<{ some: [Phase['name'], number][]; breaches: string[] }>([
    { some: [['identify', 10.1]], breaches: ['identified within 10 min: 10 min 6 s > 10 min'] },
    {
      some: [
        ['plan', 3],
        ['execute', 8],
      ],
      breaches: ['carried out within 10 min: 11 min 0 s > 10 min'],
    },
    { some: [['verify', 6]], breaches: ['verified within 5 min: 6 min 0 s > 5 min'] },
    {
      some: [
        ['identify', 9],
        ['execute', 9],
        ['verify', 4],
      ],
      breaches: ['over within 20 min: 22 min 0 s > 20 min'],
    },
  ])('flags $breaches', ({ some, breaches }) => {
    expect(failed(phases(...some))).toEqual(breaches);
  });

  it('adds up the waves of a planned rollback', () => {
    const some = phases(['execute', 6], ['verify', 1], ['execute', 6], ['verify', 1]);

    expect(failed(some)).toEqual(['carried out within 10 min: 12 min 0 s > 10 min']);
  });

  it('has nothing to say against a rollback without phases', () => {
    expect(failed([])).toEqual([]);
  });
});
