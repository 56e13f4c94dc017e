import { expect, it } from '@jest/globals';
import { renderRows } from '../../bench/renderRows';

it('aligns names, values and units, and rounds to what can be told apart', () => {
  const rows = [
    { name: 'start/cold_s', value: 61.23456, unit: 's' },
    { name: 'start/app_rss_mb', value: 1234.5, unit: 'MB' },
    { name: 'start/tries', value: 3, unit: '' },
  ];

  expect(renderRows(rows)).toBe(
    ['start/cold_s      61.2  s', 'start/app_rss_mb  1235  MB', 'start/tries          3'].join(
      '\n',
    ),
  );
});
