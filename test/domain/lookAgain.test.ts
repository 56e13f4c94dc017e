import { describe, expect, it } from '@jest/globals';
import type { Memory } from '../../shared/domain/alert/memory';
import { aftermathOf, looksAfter } from '../../shared/domain/lookAgain';
import { plusSeconds, secondsBetween } from '../../shared/domain/time';
import { aPolicy, start } from '../support/builders';

const later = plusSeconds(start, 60);

function memory(over: Partial<Memory> = {}): Memory {
  return { window: start, receipts: [], fired: [], resolved: [], dependencies: [], ...over };
}

const firedAt = (at: string, key = 'alert-1', isOurs = true): Memory['fired'] => [
  [key, at, isOurs],
];

describe('looksAfter', () => {
  it('looks 5, 10, 20 and 40 minutes after the first judgement, or as the policy says', () => {
    const minutes = (policy = aPolicy()) =>
      looksAfter(start, policy).map((at) => secondsBetween(start, at) / 60);

    expect(minutes()).toEqual([5, 10, 20, 40]);
    expect(minutes(aPolicy({ triage: { lookAgainMinutes: [] } }))).toEqual([]);
  });
});

describe('aftermathOf', () => {
  const own = memory({ fired: firedAt(start) });

  it('says that alerts stand which nothing was heard of since', () => {
    expect(aftermathOf(start, [own])).toBe('standing');
  });

  it.each([
    {
      what: 'its own window',
      windows: [memory({ fired: firedAt(start), resolved: [['alert-1', later]] })],
    },
    {
      what: 'a later window',
      windows: [own, memory({ window: later, resolved: [['alert-1', later]] })],
    },
  ])('says that they are over once $what has them resolved', ({ windows }) => {
    expect(aftermathOf(start, windows)).toBe('over');
  });

  it('does not take what was resolved before it fired again for over', () => {
    const refired = memory({ fired: firedAt(later), resolved: [['alert-1', start]] });

    expect(aftermathOf(start, [refired])).toBe('standing');
  });

  it('leaves them to a later window that has alerts of its own', () => {
    const next = memory({ window: later, fired: firedAt(later, 'alert-2') });

    expect(aftermathOf(start, [own, next])).toBe('succeeded');
    expect(
      aftermathOf(start, [own, { ...next, resolved: [['alert-2', plusSeconds(later, 1)]] }]),
    ).toBe('standing');
  });

  it('does not mind alerts about something else', () => {
    expect(aftermathOf(start, [memory({ fired: firedAt(start, 'alert-1', false) })])).toBe('over');
    expect(aftermathOf(start, [])).toBe('over');
  });
});
