import { describe, expect, it } from '@jest/globals';
import { redriveDeadLetters } from '../../functions/triggers/redriveDeadLetters';
import type { DeadLetter, DeadLetters, Receipts } from '../../shared/ports';
import { receiptsIn } from '../../shared/records/receipts';
import { aLog } from '../support/aLog';
import { aFleet, aPolicy, aReceipt, start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { MemoryBlobs } from '../support/memoryBlobs';

function letter(id: string, over: Partial<DeadLetter> = {}): DeadLetter {
  const reason = 'MaxDeliveryCountExceeded';
  return { id, body: aReceipt({ id }), reason, deliveries: 10, ...over };
}

/** A queue of dead letters: what is not done with stays in it. */
class Box implements DeadLetters {
  left: readonly DeadLetter[];
  looks = 0;

  constructor(letters: readonly DeadLetter[]) {
    this.left = letters;
  }

  async take(most: number, handle: Parameters<DeadLetters['take']>[1]) {
    this.looks += 1;
    const taken = this.left.slice(0, most);
    const done = taken.length === 0 ? [] : await handle(taken);
    this.left = this.left.filter((_, index) => done[index] !== true);
    return done;
  }
}

async function redrive(letters: readonly DeadLetter[], over: Partial<Receipts> = {}) {
  const blobs = new MemoryBlobs();
  const receipts = receiptsIn(blobs);
  const box = new Box(letters);
  const client = new FakeDurableClient();
  const log = aLog();
  await redriveDeadLetters(client.asClient(), {
    deadLetters: box,
    receipts: { ...receipts, ...over },
    settings: { policy: async () => aPolicy(), fleet: async () => aFleet() },
    log,
    now: () => start,
  });
  return { box, client, receipts, blobs, log };
}

/** Storage that will not have receipts of these ids. */
function without(...ids: string[]): Partial<Receipts> {
  return {
    file: async (filed) => {
      if (filed.some(({ id }) => ids.includes(id))) {
        throw new Error('storage is away');
      }
      return 'open';
    },
  };
}

describe('redriveDeadLetters', () => {
  it('[U20] has every dead letter judged after all, and says that there were some', async () => {
    const letters = Array.from({ length: 250 }, (_, index) => letter(`r-${1_000 + index}`));

    const { box, client, receipts, log } = await redrive(letters);

    expect(box).toMatchObject({ left: [], looks: 3 });
    expect(await receipts.gather(start)).toHaveLength(250);
    expect(client.started).toHaveLength(1);
    expect(log.lines).toContainEqual({
      level: 'warn',
      event: 'dead letters handled again',
      facts: { letters: 100, reasons: ['MaxDeliveryCountExceeded'] },
    });
  });

  it('does nothing when there are none', async () => {
    const { client, log } = await redrive([]);

    expect(client.started).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('keeps what cannot be handled now, and handles the others', async () => {
    const { box } = await redrive([letter('a'), letter('b'), letter('c')], without('b'));

    expect(box.left.map(({ id }) => id)).toEqual(['b']);
    expect(box.looks).toBe(1);
  });

  it('[U20] ends what was tried for an hour as a rejected receipt, with the reason', async () => {
    const { box, blobs } = await redrive([letter('a', { deliveries: 60 })], without('a'));

    expect(box.left).toEqual([]);
    expect(JSON.parse(blobs.texts.get('receipts/rejected/a.json')!.text)).toEqual(
      aReceipt({ id: 'a' }),
    );
    expect(JSON.parse(blobs.texts.get('endings/rejected-a.json')!.text)).toEqual({
      endings: [
        {
          receipt: 'a',
          ending: 'rejected',
          reason: 'dead letter (MaxDeliveryCountExceeded) after 60 deliveries: storage is away',
        },
      ],
    });
  });

  it('lets go of nothing that could not be kept either', async () => {
    const away = async () => {
      throw new Error('storage is away');
    };
    const { box } = await redrive([letter('a', { deliveries: 99 })], {
      ...without('a'),
      reject: away,
    });

    expect(box.left).toHaveLength(1);
  });
});
