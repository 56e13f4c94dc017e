import { describe, expect, it } from '@jest/globals';
import { readScalar } from '../../../../../local/cloud/serviceBus/message/amqpValue';
import { aParsedMessage, NOON, QueueUnderTest } from '../aQueue';

const SECOND = 1_000;
const NONE = new Map();

describe('a message that was sent', () => {
  it('is nobody’s to take before it is on disk', () => {
    const { queue, ...test } = unpack(new QueueUnderTest());
    queue.send([aParsedMessage('a')], NOON);

    expect(queue.take(NOON)).toBeUndefined();
    test.flush();
    expect(queue.take(NOON)?.message.content.messageId).toBe('a');
  });

  it('is taken in the order of sequence numbers, each by one receiver', () => {
    const test = new QueueUnderTest();
    test.send(aParsedMessage('a'), aParsedMessage('b'), aParsedMessage('c'));

    expect(test.takeAll()).toEqual(['a', 'b', 'c']);
    expect(test.queue.lockedCount).toBe(3);
  });

  it('is handed over for good only once the removal is on disk', () => {
    const test = new QueueUnderTest();
    test.send(aParsedMessage('a'));
    const delivered: string[] = [];

    const isTaken = test.queue.takeForGood(NOON, (m) => delivered.push(m.content.messageId));

    expect([isTaken, delivered]).toEqual([true, []]);
    test.flush();
    expect(delivered).toEqual(['a']);
    expect(test.restarted().takeAll()).toEqual([]);
  });
});

describe('a lock', () => {
  it('ends at its time: the message is back in line, with one failed delivery', () => {
    const test = new QueueUnderTest({ lockDurationMs: 5 * SECOND });
    test.send(aParsedMessage('a'), aParsedMessage('b'));
    const { lock } = test.queue.take(NOON)!;

    test.queue.advance(NOON + 4_999);
    expect(test.queue.isLocked(1)).toBe(true);
    test.queue.advance(NOON + 5_000);
    test.flush();

    const again = test.queue.take(NOON + 5_000)!;
    expect(again.message).toMatchObject({ sequenceNumber: 1, deliveryCount: 1 });
    expect(() => test.queue.complete(lock.token, NOON + 5_000)).toThrow(/lock supplied is invalid/);
  });

  it('counts for nothing after its time, even before anybody has looked', () => {
    const test = new QueueUnderTest({ lockDurationMs: SECOND });
    test.send(aParsedMessage('a'));
    const { lock } = test.queue.take(NOON)!;

    expect(() => test.queue.complete(lock.token, NOON + SECOND)).toThrow(/lock supplied/);
  });

  it('holds for another duration from its renewal', () => {
    const test = new QueueUnderTest({ lockDurationMs: 5 * SECOND });
    test.send(aParsedMessage('a'));
    const { lock } = test.queue.take(NOON)!;

    expect(test.queue.renewLock(lock.token, NOON + 3_000)).toBe(NOON + 8_000);
    test.queue.advance(NOON + 7_999);
    test.queue.complete(lock.token, NOON + 7_999);
    test.queue.advance(NOON + 8_000);

    expect(test.takeAll(NOON + 9_000)).toEqual([]);
  });

  it('does not outlive a restart, and a delivery that did not fail is not counted', () => {
    const test = new QueueUnderTest();
    test.send(aParsedMessage('a'));
    test.queue.abandon(test.queue.take(NOON)!.lock.token, NONE, NOON);
    test.flush();
    test.queue.take(NOON);

    const again = test.restarted().queue.take(NOON)!;

    expect(again.message.deliveryCount).toBe(1);
  });
});

describe('a failed delivery', () => {
  it('leads to the dead-letter queue when it was the last allowed', () => {
    const test = new QueueUnderTest({ maxDeliveryCount: 2 });
    test.send(aParsedMessage('a'));
    for (let i = 0; i < 2; i += 1) {
      test.queue.abandon(test.queue.take(NOON)!.lock.token, NONE, NOON);
      test.flush();
    }

    expect(test.takeAll()).toEqual([]);
    const dead = test.queue.deadLetterQueue!.take(NOON)!.message;
    expect(dead).toMatchObject({ sequenceNumber: 1, deliveryCount: 2, expiresAt: undefined });
    const text = dead.content.bare.toString('latin1');
    expect(text).toContain('MaxDeliveryCountExceeded');
    expect(text).toContain('Message could not be consumed after 2 delivery attempts.');
    expect(dead.content.bare.subarray(-7)).toEqual(aParsedMessage('a').content.bare);
  });

  it('is not counted when the message is released', () => {
    const test = new QueueUnderTest();
    test.send(aParsedMessage('a'));

    test.queue.release(test.queue.take(NOON)!.lock.token, NOON);

    expect(test.queue.take(NOON)!.message.deliveryCount).toBe(0);
  });
});

describe('a scheduled message', () => {
  it('becomes active at its time, under a sequence number that was never used', () => {
    const test = new QueueUnderTest();
    const [scheduled] = test.send(aParsedMessage('later', { scheduledFor: NOON + SECOND }));
    test.send(aParsedMessage('now'));

    expect(test.takeAll()).toEqual(['now']);
    expect(test.queue.nextDeadline()).toBe(NOON + SECOND);
    test.queue.advance(NOON + SECOND);
    test.flush();

    const { message } = test.queue.take(NOON + SECOND)!;
    expect(scheduled).toBe(1);
    expect(message).toMatchObject({ sequenceNumber: 3, enqueuedAt: NOON + SECOND });
  });

  it('is still scheduled after a restart', () => {
    const test = new QueueUnderTest();
    test.send(aParsedMessage('later', { scheduledFor: NOON + SECOND }));
    const restarted = test.restarted();

    expect(restarted.takeAll()).toEqual([]);
    restarted.queue.advance(NOON + SECOND);
    restarted.flush();

    expect(restarted.takeAll(NOON + SECOND)).toEqual(['later']);
  });

  it('cannot be cancelled twice', () => {
    const test = new QueueUnderTest();
    const numbers = test.send(aParsedMessage('later', { scheduledFor: NOON + SECOND }));

    test.queue.cancelScheduled(numbers);

    expect(() => test.queue.cancelScheduled(numbers)).toThrow(/sequence number 1 could not be/);
  });

  it('lives its time to live from then on', () => {
    const test = new QueueUnderTest({ defaultTimeToLiveMs: 10 * SECOND });
    test.send(aParsedMessage('later', { scheduledFor: NOON + SECOND }));
    test.queue.advance(NOON + SECOND);
    test.flush();

    expect(test.queue.nextDeadline()).toBe(NOON + 11 * SECOND);
  });
});

describe('time to live', () => {
  it('is the shorter of the message’s and the queue’s', () => {
    const test = new QueueUnderTest({ defaultTimeToLiveMs: 5 * SECOND });
    test.send(aParsedMessage('own', { timeToLive: SECOND }), aParsedMessage('queue’s'));

    expect(test.queue.state.from(0, 2).map(({ expiresAt }) => expiresAt! - NOON)).toEqual([
      1_000, 5_000,
    ]);
    expect(test.takeAll(NOON + 2_000)).toEqual(['queue’s']);
  });

  it('ends for a locked message when its lock does', () => {
    const test = new QueueUnderTest({ lockDurationMs: 5 * SECOND });
    test.send(aParsedMessage('a', { timeToLive: SECOND }));
    test.queue.take(NOON);
    test.queue.advance(NOON + 2 * SECOND);

    expect(test.queue.state.from(0, 1)).toHaveLength(1);
    test.queue.advance(NOON + 5 * SECOND);
    expect(test.queue.state.from(0, 1)).toEqual([]);
  });

  it('does not end for a deferred message', () => {
    const test = new QueueUnderTest();
    const numbers = test.send(aParsedMessage('a', { timeToLive: SECOND }));
    test.queue.defer(test.queue.take(NOON)!.lock.token, NONE, NOON);

    test.queue.advance(NOON + 2 * SECOND);

    expect(test.queue.lockDeferred(numbers, NOON + 2 * SECOND)).toHaveLength(1);
  });
});

describe('duplicate detection', () => {
  const minute = { requiresDuplicateDetection: true, duplicateDetectionWindowMs: 60 * SECOND };

  it('drops an id that was sent within the window, also in the same batch', () => {
    const test = new QueueUnderTest(minute);

    expect(test.send(aParsedMessage('a'), aParsedMessage('a'))).toEqual([1, 0]);
    expect(test.queue.send([aParsedMessage('a')], NOON + 59_999)).toEqual([0]);
    expect(test.queue.send([aParsedMessage('a')], NOON + 60_000)).toEqual([2]);
  });

  it('remembers ids of messages that are gone, and after a restart', () => {
    const test = new QueueUnderTest(minute);
    test.send(aParsedMessage('a'));
    test.queue.complete(test.queue.take(NOON)!.lock.token, NOON);

    expect(test.restarted(minute).queue.send([aParsedMessage('a')], NOON + SECOND)).toEqual([0]);
  });
});

describe('a snapshot', () => {
  it('leads to the same queue, whatever happens while it is written', () => {
    const test = new QueueUnderTest({ requiresDuplicateDetection: true });
    test.send(aParsedMessage('a'), aParsedMessage('b'), aParsedMessage('c'));
    test.queue.complete(test.queue.take(NOON)!.lock.token, NOON);
    const snapshots = [...test.states.values()].map((state) => state.snapshot());
    test.queue.complete(test.queue.take(NOON)!.lock.token, NOON);

    const records = snapshots.flatMap((snapshot) => [...snapshot]);
    const restored = new QueueUnderTest({ requiresDuplicateDetection: true }, records);

    expect(restored.takeAll()).toEqual(['b', 'c']);
    expect(restored.queue.state).toMatchObject({ acceptedTotal: 3, nextSequenceNumber: 4 });
    expect(restored.queue.send([aParsedMessage('a')], NOON)).toEqual([0]);
  });
});

describe('changed properties', () => {
  it('replace those of the same name, and are kept by the ledger', () => {
    const test = new QueueUnderTest();
    test.send(aParsedMessage('a'));
    for (const value of ['first', 'second']) {
      const { lock } = test.queue.take(NOON)!;
      test.queue.abandon(lock.token, new Map([['tried', value]]), NOON);
      test.flush();
    }

    const { bare } = test.restarted().queue.take(NOON)!.message.content;
    expect(bare.toString('latin1')).not.toContain('first');
    expect(readScalar(bare, bare.indexOf('second') - 2)).toBe('second');
  });
});

function unpack(test: QueueUnderTest) {
  return { queue: test.queue, flush: () => test.flush() };
}
