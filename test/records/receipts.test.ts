import { describe, expect, it } from '@jest/globals';
import type { Ending, Receipt } from '../../shared/domain/alert/receipt';
import { receiptsIn } from '../../shared/records/receipts';
import { aFolded, aReceipt, start } from '../support/builders';
import { interleaved, schedules } from '../support/interleave';
import { MemoryBlobs } from '../support/memoryBlobs';

const acted: Ending = { receipt: 'receipt-1', ending: 'acted', reason: 'jobs fail' };

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
    const fold = { folded: aFolded(), standing: ['receipt-1'], settled: [] };
    await receipts.saveFold(start, fold);
    await receipts.saveFold(start, { ...fold, standing: [] });

    expect(await receipts.fold(start)).toEqual(fold);
    expect(await receipts.fold('2026-11-21T00:41:00.000Z')).toBeUndefined();
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
