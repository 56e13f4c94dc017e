import { describe, expect, it } from '@jest/globals';
import { minusMinutes } from '../../shared/domain/time';
import { receiptsIn } from '../../shared/records/receipts';
import { windowIn } from '../../shared/records/receiptNames';
import { aReceipt, start } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

const ago = (minutes: number) => minusMinutes(start, minutes);
const range = { since: ago(24 * 60), recent: ago(120), before: ago(20) };
const ended = (receipt: string) => ({ receipt, ending: 'acted' as const, reason: 'jobs fail' });

describe('unaccounted receipts', () => {
  it('are whole windows without endings, of the last day, that are not being judged', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    for (const minutes of [25 * 60, 23 * 60, 90, 30, 10]) {
      await receipts.file([aReceipt({ id: `r-${minutes}` })], ago(minutes));
    }
    await receipts.settle(ago(90), [ended('r-90')]);

    expect(await receipts.unaccounted(range)).toEqual({
      unended: [ago(23 * 60), ago(30)],
      strays: [],
    });
  });

  it('are receipts that no window has ended, which a later window may have', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    const [a, late, moved] = ['a', 'late', 'moved'].map((id) => aReceipt({ id }));
    await receipts.file([a!, late!, moved!], ago(60));
    await receipts.settle(ago(60), [ended('a')]);
    await receipts.file([moved!], ago(5));
    await receipts.settle(ago(5), [ended('moved')]);

    expect(await receipts.unaccounted(range)).toEqual({ unended: [], strays: [late] });
  });

  it('are none where a receipt was rejected without a window', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    await receipts.reject(aReceipt(), 'poison');

    expect(await receipts.unaccounted(range)).toEqual({ unended: [], strays: [] });
  });

  it.each([
    { name: 'receipts/20261121T004000.000Z/r.json', window: start },
    { name: 'endings/20261121T004000.000Z.json', window: start },
    { name: 'endings/rejected-r.json', window: undefined },
    { name: 'receipts/rejected/r.json', window: undefined },
  ])('are found by the window in $name', ({ name, window }) => {
    expect(windowIn(name)).toBe(window);
  });
});
