import { describe, expect, it } from '@jest/globals';
import type { Group } from '../../bench/group';
import { describeOptions, optionsOf, refuseForeign, textsIn } from '../../bench/options';

const plain: Group = { measures: 'nothing', run: async () => [] };
const seeded: Group = { ...plain, options: [{ name: 'seed', value: 'N', means: 'of chance' }] };

describe('the options of groups', () => {
  it('are those of all groups together, each with a value', () => {
    expect(optionsOf([plain, seeded])).toEqual({ seed: { type: 'string' } });
  });

  it('are explained below the name of their group, and only there', () => {
    expect(describeOptions('decide', seeded)).toBe('\ndecide:\n  --seed N         of chance\n');
    expect(describeOptions('host', plain)).toBe('');
  });

  it('are refused where they would have no effect', () => {
    expect(() => refuseForeign([{ name: 'host', group: plain }], { seed: '1' })).toThrow(
      'Found --seed, which means nothing to host',
    );
    expect(() => refuseForeign([{ name: 'decide', group: seeded }], { seed: '1' })).not.toThrow();
  });

  it('leave out flags, which have no text', () => {
    expect(textsIn({ json: true, seed: '1' })).toEqual({ seed: '1' });
  });
});
