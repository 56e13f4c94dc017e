import { describe, expect, it } from '@jest/globals';
import { parseNcrontab } from '../../../../local/host/timer/ncrontab';

const from = new Date('2026-11-21T10:17:42Z'); // A Saturday.

describe('parseNcrontab', () => {
  it.each([
    ['0 */5 * * * *', ['2026-11-21T10:20:00Z', '2026-11-21T10:25:00Z']],
    ['*/20 * * * * *', ['2026-11-21T10:18:00Z', '2026-11-21T10:18:20Z']],
    ['*/5 * * * *', ['2026-11-21T10:20:00Z', '2026-11-21T10:25:00Z']],
    ['0 5/20 * * * *', ['2026-11-21T10:25:00Z', '2026-11-21T10:45:00Z', '2026-11-21T11:05:00Z']],
    [
      '0 10-30/10 12 * * *',
      ['2026-11-21T12:10:00Z', '2026-11-21T12:20:00Z', '2026-11-21T12:30:00Z'],
    ],
    ['0 30 9 * * 1-5', ['2026-11-23T09:30:00Z', '2026-11-24T09:30:00Z']],
    ['0 30 9 * * Mon,wednesday', ['2026-11-23T09:30:00Z', '2026-11-25T09:30:00Z']],
    ['0 0 0 * * 0', ['2026-11-22T00:00:00Z', '2026-11-29T00:00:00Z']],
    ['0 0 0 1 Jan-Mar *', ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z']],
    ['0 0 0 29 2 *', ['2028-02-29T00:00:00Z', '2032-02-29T00:00:00Z']],
    [
      '0 30-10/10 11 * * *',
      ['2026-11-21T11:10:00Z', '2026-11-21T11:20:00Z', '2026-11-21T11:30:00Z'],
    ],
  ])('%s', (expression, expected) => {
    const { next } = parseNcrontab(expression);
    const occurrences: Date[] = [];

    for (let at = from; occurrences.length < expected.length; at = occurrences.at(-1)!) {
      occurrences.push(next(at)!);
    }

    expect(occurrences).toEqual(expected.map((text) => new Date(text)));
  });

  it('wants both the day of the month and the day of the week to fit', () => {
    expect(parseNcrontab('0 0 0 13 * 5').next(from)).toEqual(new Date('2027-08-13T00:00:00Z'));
  });

  it('has no next occurrence for a day that never comes', () => {
    expect(parseNcrontab('0 0 0 31 2 *').next(from)).toBeUndefined();
  });

  it.each([
    ['0 0 25 * * *', 'bad hour "25"'],
    ['0 0 0 * * 7', 'bad day-of-week "7"'],
    ['0 0 0 L * *', 'bad day "L"'],
    ['0 0 0 * * 5#2', 'bad day-of-week "5#2"'],
    ['0 0 0 * Foo *', 'bad month "Foo"'],
    ['0 */0 * * * *', 'bad minute "*/0"'],
    ['0 1-2-3 * * * *', 'bad minute "1-2-3"'],
    ['0 1, * * * *', 'bad minute ""'],
    ['0 -5 * * * *', 'bad minute "-5"'],
    ['* * * *', 'expected 6 fields, found 4'],
  ])('refuses %s: %s', (expression, reason) => {
    expect(() => parseNcrontab(expression)).toThrow(reason);
  });
});
