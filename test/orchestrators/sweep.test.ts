import { describe, expect, it } from '@jest/globals';
import { sweep } from '../../functions/orchestrators/sweep';
import { after, before, start } from '../support/builders';
import { replay } from '../support/replay';

const drift = [{ plant: 'P001', circuit: 'C001', found: after, expected: before }];

describe('sweep', () => {
  it('reports nothing when all is as it should be', async () => {
    const { result, asked } = await replay(sweep, {
      input: { at: start },
      answers: { lookForDrift: () => ({ drift: [], unread: [] }) },
    });

    expect(result).toEqual({ drift: [] });
    expect(asked).toEqual([{ name: 'lookForDrift', input: { at: start } }]);
  });

  it('reports drift as an incident', async () => {
    const { result, asked } = await replay(sweep, {
      input: { at: start },
      answers: {
        lookForDrift: () => ({ drift, unread: ['P002'] }),
        reportDrift: () => ({ incident: 'drift-1' }),
      },
    });

    expect(result).toEqual({ drift, incident: 'drift-1' });
    expect(asked.at(-1)).toEqual({ name: 'reportDrift', input: { at: start, drift } });
  });
});
