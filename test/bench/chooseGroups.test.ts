import { describe, expect, it } from '@jest/globals';
import { chooseGroups } from '../../bench/chooseGroups';

const group = { measures: 'nothing', run: async () => [] };
const known = new Map([
  ['start', group],
  ['storm', group],
]);

describe('chooseGroups', () => {
  it('gives what was asked for in that order, each once', () => {
    const names = chooseGroups(['storm', 'start', 'storm'], known).map(({ name }) => name);

    expect(names).toEqual(['storm', 'start']);
  });

  it('lists the groups when asked for one that is none, or for nothing', () => {
    expect(() => chooseGroups(['start', 'toString'], known)).toThrow(
      'Found no group "toString"; there are: start, storm',
    );
    expect(() => chooseGroups([], known)).toThrow('there are: start, storm');
  });
});
