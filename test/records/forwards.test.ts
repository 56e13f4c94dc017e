import { describe, expect, it } from '@jest/globals';
import { forwardsIn } from '../../shared/records/forwards';
import { someTargets } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

const circuits = someTargets(3).map(({ plant, circuit }) => ({ plant, circuit }));
const [c1, c2, c3] = circuits as [Circuit, Circuit, Circuit];
type Circuit = { plant: string; circuit: string };

describe('the record of circuits that changed direction', () => {
  it('gives each circuit to one of those who turn it at once', async () => {
    const blobs = new MemoryBlobs();
    const [one, other] = [forwardsIn(blobs), forwardsIn(blobs)];

    await Promise.all([
      one.turn('incident-1', { by: 'forward-a', circuits: [c1, c2] }),
      other.turn('incident-1', { by: 'forward-b', circuits: [c2, c3] }),
    ]);

    const { turned } = await one.turns('incident-1');
    expect(turned.map(({ circuit }) => circuit).toSorted()).toEqual(['C001', 'C002', 'C003']);
    expect(new Set(turned.map(({ by }) => by))).toEqual(new Set(['forward-a', 'forward-b']));
  });

  it('gives back what was not written in the end, and that alone', async () => {
    const forwards = forwardsIn(new MemoryBlobs());
    await forwards.turn('incident-1', { by: 'forward-a', circuits: [c1, c2] });
    await forwards.turn('incident-1', { by: 'forward-b', circuits: [c3] });

    await forwards.settleTurns('incident-1', { by: 'forward-a', written: [c1] });

    expect(await forwards.turns('incident-1')).toEqual({
      turned: [
        { ...c1, by: 'forward-a' },
        { ...c3, by: 'forward-b' },
      ],
    });
  });
});
