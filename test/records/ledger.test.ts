import { describe, expect, it } from '@jest/globals';
import { Ledger, takenSince } from '../../shared/domain/guard/ledger';
import { minusMinutes } from '../../shared/domain/time';
import { ledgerIn } from '../../shared/records/ledger';
import type { Blobs } from '../../shared/ports';
import { someTargets, start } from '../support/builders';
import { interleaved, schedules } from '../support/interleave';
import { MemoryBlobs } from '../support/memoryBlobs';

/** Lets an incident have three circuits of a fleet that may lose four a day, or nothing. */
const takeThree = (incident: string, plant: string) => (blobs: Blobs) =>
  ledgerIn(blobs).begin({ incident, at: start }, (ledger) => {
    const taken = [...takenSince(ledger, minusMinutes(start, 1440)).values()];
    const before = taken.reduce((sum, count) => sum + count, 0);
    return { targets: before + 3 > 4 ? [] : someTargets(3, plant) };
  });

const entriesIn = (blobs: MemoryBlobs) =>
  Ledger.parse(JSON.parse(blobs.texts.get('ledger.json')!.text)).entries;

describe('the ledger on record', () => {
  it.each(schedules(5))(
    'lets one of two incidents at once have the budget, in the order %i%i%i%i%i',
    async (...schedule) => {
      const blobs = new MemoryBlobs();

      const [one, other] = await interleaved(
        blobs,
        [takeThree('I-1', 'P001'), takeThree('I-2', 'P002')],
        schedule,
      );

      expect(one!.targets.length + other!.targets.length).toBe(3);
      expect(entriesIn(blobs)).toHaveLength(1);
    },
  );

  it('gives back what was not taken when an incident ends', async () => {
    const blobs = new MemoryBlobs();
    await takeThree('I-1', 'P001')(blobs);

    await ledgerIn(blobs).end({ incident: 'I-1', targets: someTargets(1), at: start });
    const { targets } = await takeThree('I-2', 'P002')(blobs);

    expect(targets).toHaveLength(3);
    expect(entriesIn(blobs).map(({ incident, running }) => [incident, running])).toEqual([
      ['I-1', false],
      ['I-2', true],
    ]);
  });

  it('writes nothing for an incident that may take back nothing', async () => {
    const blobs = new MemoryBlobs();

    await ledgerIn(blobs).begin({ incident: 'I-1', at: start }, () => ({ targets: [] }));
    await ledgerIn(blobs).end({ incident: 'I-1', targets: [], at: start });

    expect(blobs.texts.size).toBe(0);
  });

  it('stays small: 20,000 circuits take less than half a megabyte', async () => {
    const blobs = new MemoryBlobs();
    const targets = Array.from({ length: 1000 }, (_, plant) =>
      someTargets(20, `P${String(plant).padStart(4, '0')}`),
    ).flat();

    await ledgerIn(blobs).begin({ incident: 'I-1', at: start }, () => ({ targets }));

    expect(blobs.texts.get('ledger.json')!.text.length).toBeLessThan(500_000);
  });
});
