import { describe, expect, it } from '@jest/globals';
import { compareVersions } from '../../shared/domain/version';

const inOrder: { what: string; versions: string[] }[] = [
  { what: 'semantic versions', versions: ['1.4.0', '1.9.0', '1.10.0', '1.10.1', '2.0.0'] },
  { what: 'versions of few parts', versions: ['1.9', 'v1.10', '1.11.1', '2'] },
  { what: 'the plain numbers of Azure ML', versions: ['2', '9', '10', '100'] },
  { what: 'dates', versions: ['2024-11-05', '2024-11-15', '2025.01.02', '20251209'] },
  {
    what: 'pre-releases',
    versions: [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
    ],
  },
  { what: 'short pre-releases', versions: ['1.10-rc1', '1.10', '1.11-dev'] },
  { what: 'words, which are older than numbers', versions: ['latest', 'stable', '0.0.1'] },
];

describe('compareVersions [D05] [T10]', () => {
  it.each(inOrder)('orders $what', ({ versions }) => {
    for (const [index, older] of versions.entries()) {
      expect(compareVersions(older, older)).toBe(0);
      for (const newer of versions.slice(index + 1)) {
        expect([older, newer, compareVersions(older, newer) < 0]).toEqual([older, newer, true]);
        expect([newer, older, compareVersions(newer, older) > 0]).toEqual([newer, older, true]);
      }
    }
  });

  it.each([
    ['1.5', '1.5.0'],
    ['v1.5.0', '1.5.0'],
    ['1.5.0+build.7', '1.5.0'],
  ])('takes %s and %s for the same', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });
});
