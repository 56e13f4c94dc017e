import { describe, expect, it } from '@jest/globals';
import { assessCoverage } from '../../../scripts/capabilities/assessCoverage';
import { describeCoverage } from '../../../scripts/capabilities/describeCoverage';

const list = {
  sections: [
    { title: 'Triggers', capabilities: { A01: 'several circuits', A02: 'degradation' } },
    { title: 'Execution', capabilities: { E18: 'containers' }, adapters: ['E18'] },
  ],
};
const both = { at: 'test/a.test.ts:3', title: '[A01, E18] restores' };
const none = { at: 'test/a.test.ts:9', title: 'waits' };

describe('assessCoverage', () => {
  it('gives each capability its tests, and counts those that have one', () => {
    const { rows, covered, unknown } = assessCoverage(list, [both, none]);

    expect(rows.map(({ id, adapter, tests }) => ({ id, adapter, tests }))).toEqual([
      { id: 'A01', adapter: false, tests: [both] },
      { id: 'A02', adapter: false, tests: [] },
      { id: 'E18', adapter: true, tests: [both] },
    ]);
    expect(covered).toBe(2);
    expect(unknown).toEqual([]);
  });

  it('names an id that is not on the list, and the test that claims it', () => {
    const claim = { at: 'test/b.test.ts:1', title: '[A01] [Z99] guesses' };

    expect(assessCoverage(list, [claim]).unknown).toEqual([{ id: 'Z99', test: claim }]);
  });
});

describe('describeCoverage', () => {
  it('shows tests under their capability, and what has none at the end', () => {
    expect(describeCoverage(assessCoverage(list, [both]))).toBe(
      [
        'Triggers',
        '  A01  several circuits',
        '         test/a.test.ts:3  [A01, E18] restores',
        '  A02  degradation',
        '',
        'Execution',
        '  E18  containers (adapter)',
        '         test/a.test.ts:3  [A01, E18] restores',
        '',
        'No test yet:',
        '  A02',
        '',
        '2 of 3 capabilities have a test.',
      ].join('\n'),
    );
  });
});
