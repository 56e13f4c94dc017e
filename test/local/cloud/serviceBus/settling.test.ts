import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import { until } from '../../../support/until';
import { Harness, receive, receiveNow, receiveOne } from './aServiceBus';

let harness: Harness;
let sender: ServiceBusSender;
let receiver: ServiceBusReceiver;
let deadLetters: ServiceBusReceiver;

beforeAll(async () => {
  harness = await Harness.start({
    plain: {},
    short: { LockDuration: 'PT1S', MaxDeliveryCount: 2 },
    expiring: { DeadLetteringOnMessageExpiration: true },
    mixed: { MaxDeliveryCount: 1 },
  });
  sender = harness.client.createSender('plain');
  receiver = harness.client.createReceiver('plain');
  deadLetters = harness.client.createReceiver('plain', { subQueueType: 'deadLetter' });
});

afterAll(() => harness.close());

async function sent(body: unknown) {
  await sender.sendMessages({ body, applicationProperties: { kept: 1 } });
  return receiveOne(receiver);
}

describe('a received message', () => {
  it('is gone once it is completed', async () => {
    await receiver.completeMessage(await sent('done'));

    expect(await receiveNow(receiver)).toEqual([]);
    expect(await harness.counts('plain')).toMatchObject({ active: 0, locked: 0 });
  });

  it('comes back at once when it is abandoned, with the changed properties', async () => {
    await receiver.abandonMessage(await sent('again'), { tried: 'yes' });

    const message = await receiveOne(receiver);
    await receiver.completeMessage(message);

    expect(message).toMatchObject({ body: 'again', deliveryCount: 1 });
    expect(message.applicationProperties).toEqual({ kept: 1, tried: 'yes' });
  });

  it('comes back in the order of sequence numbers', async () => {
    await sender.sendMessages([{ body: 1 }, { body: 2 }]);
    const [first, second] = await receive(receiver, 2);
    await receiver.abandonMessage(second!);
    await receiver.abandonMessage(first!);

    const bodies = [];
    for (const message of await receive(receiver, 2)) {
      bodies.push(message.body);
      await receiver.completeMessage(message);
    }

    expect(bodies).toEqual([1, 2]);
  });

  it('stays locked when its receiver closes, and is settled through another', async () => {
    const other = harness.client.createReceiver('plain');
    await sender.sendMessages({ body: 'late' });
    const message = await receiveOne(other);
    await other.close();

    expect(await receiveNow(receiver)).toEqual([]);
    await receiver.completeMessage(message);

    expect(await harness.counts('plain')).toMatchObject({ active: 0 });
  });

  it('cannot be settled twice', async () => {
    const message = await sent('twice');
    await receiver.deferMessage(message);
    const [deferred] = await receiver.receiveDeferredMessages([message.sequenceNumber!]);
    await receiver.completeMessage(deferred!);

    const again = receiver.completeMessage(deferred!);

    await expect(again).rejects.toMatchObject({ code: 'MessageLockLost' });
  });
});

describe('a deferred message', () => {
  it('is received by its sequence number only', async () => {
    const message = await sent('deferred');
    const sequenceNumber = message.sequenceNumber!;
    await receiver.deferMessage(message, { why: 'later' });

    expect(await receiveNow(receiver)).toEqual([]);
    const [peeked] = await receiver.peekMessages(1, { fromSequenceNumber: sequenceNumber });
    const [deferred] = await receiver.receiveDeferredMessages([sequenceNumber]);
    const again = receiver.receiveDeferredMessages([sequenceNumber]);

    expect(peeked).toMatchObject({ state: 'deferred' });
    expect(deferred).toMatchObject({ body: 'deferred', state: 'deferred' });
    expect(deferred!.applicationProperties).toEqual({ kept: 1, why: 'later' });
    await expect(again).rejects.toMatchObject({ code: 'MessageNotFound' });
    await receiver.completeMessage(deferred!);
  });

  it('stays deferred when it is abandoned, and may be dead-lettered', async () => {
    const message = await sent('deferred');
    await receiver.deferMessage(message);
    const [first] = await receiver.receiveDeferredMessages([message.sequenceNumber!]);
    await receiver.abandonMessage(first!);
    const [second] = await receiver.receiveDeferredMessages([message.sequenceNumber!]);

    await receiver.deadLetterMessage(second!, {
      deadLetterReason: 'why',
      deadLetterErrorDescription: 'because',
    });

    expect(second).toMatchObject({ deliveryCount: 1 });
    const dead = await receiveOne(deadLetters);
    await deadLetters.completeMessage(dead);
    expect(dead).toMatchObject({ deadLetterReason: 'why', deadLetterErrorDescription: 'because' });
  });
});

describe('the dead-letter queue', () => {
  it('keeps a message with its reason until it is settled there', async () => {
    const message = await sent('dead');
    await receiver.deadLetterMessage(message, {
      deadLetterReason: 'R',
      deadLetterErrorDescription: 'D',
      custom: 3,
    });

    expect(await harness.counts('plain')).toMatchObject({ active: 0, deadLettered: 1 });
    const dead = await receiveOne(deadLetters);
    expect(dead).toMatchObject({
      body: 'dead',
      deadLetterReason: 'R',
      deadLetterErrorDescription: 'D',
      sequenceNumber: message.sequenceNumber,
    });
    expect(dead.applicationProperties).toMatchObject({ kept: 1, custom: 3 });
    await deadLetters.abandonMessage(dead);
    await deadLetters.completeMessage(await receiveOne(deadLetters));
    expect(await deadLetters.peekMessages(1)).toEqual([]);
  });

  it('does not take what is dead-lettered again', async () => {
    await receiver.deadLetterMessage(await sent('dead'));
    const dead = await receiveOne(deadLetters);

    await expect(deadLetters.deadLetterMessage(dead)).rejects.toThrow(/is a dead letter/);
  });

  it('takes what expires, where the queue says so', async () => {
    const expiring = harness.client.createReceiver('expiring', { subQueueType: 'deadLetter' });
    await harness.client.createSender('expiring').sendMessages({ body: 'old', timeToLive: 100 });

    const dead = await receiveOne(expiring);

    expect(dead).toMatchObject({
      body: 'old',
      deadLetterReason: 'TTLExpiredException',
      deadLetterErrorDescription: 'The message expired and was dead lettered.',
    });
  });
});

describe('a lock', () => {
  it('ends after its duration: the message comes back, and in the end is dead-lettered', async () => {
    const short = harness.client.createReceiver('short', { maxAutoLockRenewalDurationInMs: 0 });
    await harness.client.createSender('short').sendMessages({ body: 'slow' });

    const first = await receiveOne(short);
    const second = await receiveOne(short);
    await expect(short.completeMessage(first)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await expect(short.renewMessageLock(first)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await short.abandonMessage(second);

    expect([first.deliveryCount, second.deliveryCount]).toEqual([0, 1]);
    expect(first.lockToken).not.toBe(second.lockToken);
    const dead = await receiveOne(
      harness.client.createReceiver('short', { subQueueType: 'deadLetter' }),
    );
    expect(dead).toMatchObject({
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Message could not be consumed after 2 delivery attempts.',
    });
  });

  it('can be renewed', async () => {
    const message = await sent('renewed');
    const before = message.lockedUntilUtc!.getTime();

    const lockedUntil = await receiver.renewMessageLock(message);

    expect(lockedUntil.getTime()).toBeGreaterThan(before);
    await receiver.completeMessage(message);
  });
});

describe('outcomes that differ and come together', () => {
  it('are told apart, though the SDK sends them in one tick', async () => {
    const mixed = harness.client.createReceiver('mixed');
    const bodies = Array.from({ length: 60 }, (_, i) => ({ body: i }));
    await harness.client.createSender('mixed').sendMessages(bodies);

    // All in one tick, which the SDK gets right only with rhea mended (see docs).
    const messages = await receive(mixed, 60);
    await Promise.all(
      messages.map((message) =>
        Number(message.body) % 3 === 0
          ? mixed.abandonMessage(message)
          : mixed.completeMessage(message),
      ),
    );

    expect(await harness.counts('mixed')).toMatchObject({ active: 0, deadLettered: 20 });
    const dead = harness.client.createReceiver('mixed', { subQueueType: 'deadLetter' });
    const left = await dead.peekMessages(60);
    expect(left.map(({ body }) => Number(body) % 3)).toEqual(Array(20).fill(0));
  });
});

describe('receiveAndDelete', () => {
  it('removes messages as it hands them out', async () => {
    const deleting = harness.client.createReceiver('plain', { receiveMode: 'receiveAndDelete' });
    await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);

    const messages = await receive(deleting, 3);

    expect(messages.map(({ body }) => Number(body))).toEqual([1, 2, 3]);
    expect(await receiver.peekMessages(1)).toEqual([]);
  });
});

describe('peek', () => {
  it('pages through messages by sequence number, and locks none', async () => {
    await sender.sendMessages(Array.from({ length: 7 }, (_, body) => ({ body })));
    const peeking = harness.client.createReceiver('plain');

    const pages = [await peeking.peekMessages(3), await peeking.peekMessages(10)];

    const bodies = pages.map((page) => page.map(({ body }) => Number(body)));
    expect(bodies).toEqual([
      [0, 1, 2],
      [3, 4, 5, 6],
    ]);
    const all = await receive(receiver, 7);
    await Promise.all(all.map((message) => receiver.completeMessage(message)));
  });
});

describe('subscribe', () => {
  it('completes 500 messages, 8 at a time', async () => {
    const bodies = Array.from({ length: 500 }, (_, body) => ({ body }));
    const seen = new Set<unknown>();
    const errors: Error[] = [];
    const streaming = harness.client.createReceiver('plain');
    const subscription = streaming.subscribe(
      {
        processMessage: async ({ body }) => void seen.add(body),
        processError: async ({ error }) => void errors.push(error),
      },
      { maxConcurrentCalls: 8 },
    );

    await sender.sendMessages(bodies);
    await until('all messages are completed', async () => {
      return seen.size === 500 && (await harness.counts('plain'))['active'] === 0;
    });
    await subscription.close();

    expect(errors).toEqual([]);
  });

  it('retries a message whose handler fails, up to the dead-letter queue', async () => {
    const counts: (number | undefined)[] = [];
    const failing = harness.client.createReceiver('short');
    const before = (await harness.counts('short'))['deadLettered']!;
    const subscription = failing.subscribe({
      processMessage: async ({ deliveryCount }) => {
        counts.push(deliveryCount);
        throw new Error('boom');
      },
      processError: async () => undefined,
    });

    await harness.client.createSender('short').sendMessages({ body: 'poison' });
    await until('it is dead-lettered', async () => {
      return (await harness.counts('short'))['deadLettered'] === before + 1;
    });
    await subscription.close();

    expect(counts).toEqual([0, 1]);
  });
});
