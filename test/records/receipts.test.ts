import { describe, expect, it } from '@jest/globals';
import type { Memory } from '../../shared/domain/alert/memory';
import type { Ending, Receipt } from '../../shared/domain/alert/receipt';
import { receiptsIn } from '../../shared/records/receipts';
import { aFolded, aReceipt, start } from '../support/builders';
import { interleaved, schedules } from '../support/interleave';
import { MemoryBlobs } from '../support/memoryBlobs';

const acted: Ending = { receipt: 'receipt-1', ending: 'acted', reason: 'jobs fail' };

const aFold = { folded: aFolded(), standing: ['receipt-1'], settled: [] };

function aMemory(window: string): Memory {
  return { window, receipts: ['receipt-1'], fired: [], resolved: [], dependencies: [] };
}

describe('receipts', () => {
  it('are gathered by window, whole', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    const [here, there] = [aReceipt({ id: 'here', body: 'not {JSON' }), aReceipt({ id: 'there' })];
    await receipts.file([here], start);
    await receipts.file([there], '2026-11-21T00:41:00.000Z');

    expect(await receipts.gather(start)).toEqual([here]);
  });

  it('are one when the same is filed twice', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    await receipts.file([aReceipt()], start);
    await receipts.file([aReceipt()], start);

    expect(await receipts.gather(start)).toEqual([aReceipt()]);
  });

  it('are told when their window is closed', async () => {
    const receipts = receiptsIn(new MemoryBlobs());

    expect(await receipts.file([aReceipt({ id: 'early' })], start)).toBe('open');
    await receipts.gather(start);
    expect(await receipts.file([aReceipt({ id: 'late' })], start)).toBe('closed');
  });

  it('that came together are one blob, and each is one however it was filed', async () => {
    const blobs = new MemoryBlobs();
    const receipts = receiptsIn(blobs);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => aReceipt({ id })) as [Receipt, Receipt, Receipt];
    await receipts.file([a, b], start);
    await receipts.file([b, c], start);
    await receipts.file([a, b], start);

    expect([...blobs.texts.keys()]).toHaveLength(2);
    expect(await receipts.gather(start)).toEqual([a, b, c]);
  });

  it('come to one ending: the first stands', async () => {
    const blobs = new MemoryBlobs();
    const receipts = receiptsIn(blobs);
    await receipts.settle(start, [acted]);
    await receipts.settle(start, [{ ...acted, ending: 'rejected', reason: 'a second thought' }]);

    expect(JSON.parse(blobs.texts.get('endings/20261121T004000.000Z.json')!.text)).toEqual({
      endings: [acted],
    });
  });

  it('are folded once: the first fold stands', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    const fold = aFold;
    const memory = aMemory(start);
    await receipts.saveFold(fold, memory);
    await receipts.saveFold({ ...fold, standing: [] }, { ...memory, receipts: [] });

    expect(await receipts.fold(start)).toEqual(fold);
    expect(await receipts.fold('2026-11-21T00:41:00.000Z')).toBeUndefined();
    expect(await receipts.recall('2026-11-21T00:41:00.000Z', start)).toEqual([memory]);
  });

  it('leave to a window what those since left, on either side, and the last before, and nothing of its own', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    const windows = [
      '2026-11-20T12:00:00.000Z',
      '2026-11-20T23:59:00.000Z',
      '2026-11-21T00:10:00.000Z',
      start,
      '2026-11-21T00:41:00.000Z',
    ];
    for (const window of windows) {
      await receipts.saveFold(aFold, aMemory(window));
    }

    const recalled = async (since: string) =>
      (await receipts.recall(start, since)).map(({ window }) => windows.indexOf(window));

    expect(await recalled('2026-11-21T00:00:00.000Z')).toEqual([1, 2, 4]);
    expect(await recalled('2026-11-20T00:41:00.000Z')).toEqual([0, 1, 2, 4]);
    expect(await recalled('2026-11-21T00:40:30.000Z')).toEqual([2, 4]);
    expect(await receipts.recall('2026-12-21T00:40:00.000Z', start)).toEqual([]);
  });

  it('can be gathered a hundred at a time, in order', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    const many = Array.from({ length: 100 }, (_, index) => aReceipt({ id: `r-${100 + index}` }));
    await Promise.all(many.map((receipt) => receipts.file([receipt], start)));

    expect(await receipts.gather(start)).toEqual(many);
  });

  it('are never lost between being filed and their window being closed, in any order of calls', async () => {
    const lost: number[][] = [];
    const seen = new Set<string>();
    for (const schedule of schedules(7)) {
      const blobs = new MemoryBlobs();
      const [filed, gathered] = await interleaved<unknown>(
        blobs,
        [
          async (view) => receiptsIn(view).file([aReceipt()], start),
          async (view) => receiptsIn(view).gather(start),
        ],
        schedule,
      );
      const isGathered = (gathered as unknown[]).length === 1;
      seen.add(`${String(filed)}, ${isGathered ? 'gathered' : 'not gathered'}`);
      if (filed === 'open' && !isGathered) {
        lost.push(schedule);
      }
    }

    expect(lost).toEqual([]);
    // All that can happen did happen, so the orders were truly tried.
    expect([...seen].toSorted()).toEqual([
      'closed, gathered',
      'closed, not gathered',
      'open, gathered',
    ]);
  });
});
