import { describe, expect, it } from '@jest/globals';
import { formatDateTime, parseDateTime } from '../../../../../local/cloud/monitor/kql/ticks';
import { readTimespan } from '../../../../../local/cloud/monitor/query/timespan';

const now = parseDateTime('2026-11-20T13:00:00Z')!;

describe('readTimespan', () => {
  it.each([
    ['PT1H', '2026-11-20T12:00:00Z', '2026-11-20T13:00:00.0000001Z'],
    ['P1DT30M', '2026-11-19T12:30:00Z', '2026-11-20T13:00:00.0000001Z'],
    ['P2W', '2026-11-06T13:00:00Z', '2026-11-20T13:00:00.0000001Z'],
    ['PT0.5S', '2026-11-20T12:59:59.5Z', '2026-11-20T13:00:00.0000001Z'],
    [
      '2026-11-20T11:00:00.000Z/2026-11-20T12:00:00.000Z',
      '2026-11-20T11:00:00Z',
      '2026-11-20T12:00:00Z',
    ],
    ['2026-11-20T11:00:00Z/PT10M', '2026-11-20T11:00:00Z', '2026-11-20T11:10:00Z'],
    ['PT10M/2026-11-20T11:00:00Z', '2026-11-20T10:50:00Z', '2026-11-20T11:00:00Z'],
  ])('reads %s', (text, start, end) => {
    const window = readTimespan(text, now);

    expect(window && [formatDateTime(window.start), formatDateTime(window.end)]).toEqual([
      start,
      end,
    ]);
  });

  it.each(['', 'P', 'PT', 'P1M', '1h', '2026-11-20', '2026-11-20/', 'PT1H/PT1H', 'PT1H/PT1H/PT1H'])(
    'takes %j for no timespan',
    (text) => {
      expect(readTimespan(text, now)).toBeUndefined();
    },
  );
});
