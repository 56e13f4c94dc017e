import { describe, expect, it } from '@jest/globals';
import {
  formatDateTime,
  formatDateTimeInFull,
  formatTimespan,
  parseDateTime,
  parseTimespan,
} from '../../../../../local/cloud/monitor/kql/ticks';

describe('datetimes', () => {
  it('count from the first day of the first year', () => {
    expect(parseDateTime('1970-01-01')).toBe(621_355_968_000_000_000n);
  });

  it.each([
    ['2026-11-20', '2026-11-20T00:00:00Z'],
    ['2026-11-20 12:30', '2026-11-20T12:30:00Z'],
    ['2026-11-20T12:30:15.1234567Z', '2026-11-20T12:30:15.1234567Z'],
    ['2026-11-20T12:30:15.123456789Z', '2026-11-20T12:30:15.1234567Z'],
    ['2026-11-20T12:30:15.5-01:30', '2026-11-20T14:00:15.5Z'],
    ['1969-12-31T23:59:59.9Z', '1969-12-31T23:59:59.9Z'],
  ])('%s is %s', (text, expected) => {
    expect(formatDateTime(parseDateTime(text)!)).toBe(expected);
  });

  it('show seven digits in full', () => {
    expect(formatDateTimeInFull(parseDateTime('2026-11-20T12:30:15.5Z')!)).toBe(
      '2026-11-20T12:30:15.5000000Z',
    );
  });

  it.each([
    '',
    '2026',
    '2026-02-29',
    '2026-13-01',
    '2026-11-20T24:00',
    '2026-11-20T12:60',
    'today',
  ])('%j is none', (text) => {
    expect(parseDateTime(text)).toBeUndefined();
  });
});

describe('timespans', () => {
  it.each([
    ['1d', '1.00:00:00'],
    ['1.5h', '01:30:00'],
    ['-90m', '-01:30:00'],
    ['250ms', '00:00:00.2500000'],
    ['3ticks', '00:00:00.0000003'],
    ['00:00:20', '00:00:20'],
    ['12:30', '12:30:00'],
    ['-1.02:03:04.5', '-1.02:03:04.5000000'],
  ])('%s is %s', (text, expected) => {
    expect(formatTimespan(parseTimespan(text)!)).toBe(expected);
  });

  it.each(['', '5', '1y', '24:00', '1:60:00', 'soon'])('%j is none', (text) => {
    expect(parseTimespan(text)).toBeUndefined();
  });
});
