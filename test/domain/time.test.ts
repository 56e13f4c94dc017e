import { describe, expect, it } from '@jest/globals';
import {
  Instant,
  compact,
  duration,
  forPeople,
  instantOf,
  minusMinutes,
  plusSeconds,
  readInstant,
  secondsBetween,
  windowStart,
} from '../../shared/domain/time';
import { start } from '../support/builders';

describe('readInstant', () => {
  it.each([
    { text: '2025-12-09T14:30:00Z', expected: '2025-12-09T14:30:00.000Z' },
    { text: '2025-12-09T14:30:00.1Z', expected: '2025-12-09T14:30:00.100Z' },
    { text: '2025-12-09T14:30:00.1239999Z', expected: '2025-12-09T14:30:00.123Z' },
    { text: '2025-12-09T14:30:00', expected: '2025-12-09T14:30:00.000Z' },
    { text: '2025-12-09T14:30', expected: '2025-12-09T14:30:00.000Z' },
    { text: '2025-12-09 14:30:00', expected: '2025-12-09T14:30:00.000Z' },
    { text: '2025-12-09', expected: '2025-12-09T00:00:00.000Z' },
    { text: '2025-12-09T14:30:00+05:30', expected: '2025-12-09T09:00:00.000Z' },
    { text: '2025-12-09T14:30:00-0800', expected: '2025-12-09T22:30:00.000Z' },
    { text: '12/9/2025 2:30:00 PM', expected: '2025-12-09T14:30:00.000Z' },
    { text: '12/9/2025 12:30 AM', expected: '2025-12-09T00:30:00.000Z' },
  ])('reads $text', ({ text, expected }) => {
    expect(readInstant(text)).toBe(expected);
  });

  it.each(['', 'yesterday', '2', 'batch 5', '1765290600', '2025-13-40T00:00:00Z', 'Release-123'])(
    'finds no moment in "%s"',
    (text) => {
      expect(readInstant(text)).toBeUndefined();
    },
  );
});

describe('moments', () => {
  it('are UTC with milliseconds, so that text order is time order', () => {
    expect(Instant.safeParse(instantOf(0)).success).toBe(true);
    expect(Instant.safeParse('2025-12-09T14:30:00Z').success).toBe(false);
    expect(Instant.safeParse('2025-12-09T14:30:00.000+01:00').success).toBe(false);
  });

  it('can be moved and measured', () => {
    expect(plusSeconds(start, 1.5)).toBe('2026-11-21T00:40:01.500Z');
    expect(minusMinutes(start, 41)).toBe('2026-11-20T23:59:00.000Z');
    expect(secondsBetween(start, '2026-11-21T00:41:00.250Z')).toBe(60.25);
  });

  it('are rounded up, so that waiting until one is never too short', () => {
    expect(plusSeconds(start, 0.0001)).toBe('2026-11-21T00:40:00.001Z');
  });

  it('are written for names and for people', () => {
    expect(compact('2026-11-21T00:40:15.250Z')).toBe('20261121T004015.250Z');
    expect(forPeople('2026-11-21T00:40:15.250Z')).toBe('2026-11-21 00:40:15 UTC');
  });
});

describe('windowStart', () => {
  it.each([
    { at: '2026-11-21T00:40:00.000Z', seconds: 60, expected: '2026-11-21T00:40:00.000Z' },
    { at: '2026-11-21T00:40:59.999Z', seconds: 60, expected: '2026-11-21T00:40:00.000Z' },
    { at: '2026-11-21T00:41:00.000Z', seconds: 60, expected: '2026-11-21T00:41:00.000Z' },
    { at: '2026-11-21T00:59:59.999Z', seconds: 3600, expected: '2026-11-21T00:00:00.000Z' },
    { at: '2026-11-21T00:40:00.700Z', seconds: 0.5, expected: '2026-11-21T00:40:00.500Z' },
  ])('puts $at into the window of $expected', ({ at, seconds, expected }) => {
    expect(windowStart(at, seconds)).toBe(expected);
  });
});

describe('duration', () => {
  it.each([
    { seconds: 0, expected: '0 s' },
    { seconds: 41.6, expected: '42 s' },
    { seconds: 59.6, expected: '1 min 0 s' },
    { seconds: 185, expected: '3 min 5 s' },
    { seconds: 7265, expected: '121 min 5 s' },
  ])('says $seconds as $expected', ({ seconds, expected }) => {
    expect(duration(seconds)).toBe(expected);
  });
});
