import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import { aClient, Harness, receive, receiveNow, receiveOne } from './aServiceBus';

let harness: Harness;
let sender: ServiceBusSender;
let receiver: ServiceBusReceiver;

beforeAll(async () => {
  harness = await Harness.start({
    plain: {},
    burst: {},
    dedup: { RequiresDuplicateDetection: true, DuplicateDetectionHistoryTimeWindow: 'PT1M' },
  });
  sender = harness.client.createSender('plain');
  receiver = harness.client.createReceiver('plain');
});

afterAll(() => harness.close());

async function roundTrip(body: unknown) {
  await sender.sendMessages({ body });
  const message = await receiveOne(receiver);
  await receiver.completeMessage(message);
  return message;
}

describe('a sent message', () => {
  it('arrives with what it was sent with, and with what the broker adds', async () => {
    const applicationProperties = { n: 7, big: 2 ** 40, f: 1.5, s: 'x', b: true };
    await sender.sendMessages({
      body: { a: 1 },
      messageId: 'm1',
      subject: 'subject',
      correlationId: 'c1',
      contentType: 'application/json',
      applicationProperties,
      timeToLive: 3_600_000,
    });

    const message = await receiveOne(receiver);
    await receiver.completeMessage(message);

    expect(message).toMatchObject({
      body: { a: 1 },
      messageId: 'm1',
      subject: 'subject',
      correlationId: 'c1',
      contentType: 'application/json',
      applicationProperties,
      timeToLive: 3_600_000,
      deliveryCount: 0,
      state: 'active',
    });
    expect(message.lockToken).toMatch(/^[0-9a-f-]{36}$/);
    expect(message.sequenceNumber?.toNumber()).toBeGreaterThan(0);
    expect(message.expiresAtUtc!.getTime()).toBe(message.enqueuedTimeUtc!.getTime() + 3_600_000);
    const lockedMs = message.lockedUntilUtc!.getTime() - Date.now();
    expect(lockedMs).toBeGreaterThan(50_000);
    expect(lockedMs).toBeLessThanOrEqual(60_000);
  });

  it('keeps text, bytes, lists and values as they were', async () => {
    const bytes = Buffer.from([1, 2, 255]);

    expect((await roundTrip('text')).body).toBe('text');
    expect(bytes.equals((await roundTrip(bytes)).body as Buffer)).toBe(true);
    await sender.sendMessages([
      { bodyType: 'value', body: { x: 1 } },
      { bodyType: 'sequence', body: [1, 2, 3] },
    ]);
    const [value, sequence] = await receive(receiver, 2);
    expect({ ...(value!.body as object) }).toEqual({ x: 1 });
    expect(sequence!.body).toEqual([1, 2, 3]);
    await receiver.completeMessage(value!);
    await receiver.completeMessage(sequence!);
  });

  it('may take several frames', async () => {
    const body = randomBytes(200_000);

    const message = await roundTrip(body);

    expect(body.equals(message.body as Buffer)).toBe(true);
  });

  it('is refused with MessageSizeExceeded above 256 KB', async () => {
    const sending = sender.sendMessages({ body: Buffer.alloc(300_000) });

    await expect(sending).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
  });

  it.each([
    { what: 'properties above 64 KB in all', count: 3, bytes: 25_000 },
    { what: 'a property above 32 KB', count: 1, bytes: 33_000 },
  ])('is refused with $what', async ({ count, bytes }) => {
    const values = Array.from({ length: count }, (_, i) => [`p${i}`, 'x'.repeat(bytes)]);
    const applicationProperties = Object.fromEntries(values) as Record<string, string>;

    const sending = sender.sendMessages({ body: 'x', applicationProperties });

    await expect(sending).rejects.toMatchObject({ code: 'MessageSizeExceeded', retryable: false });
    await sender.sendMessages({ body: 'x', applicationProperties: { p: 'x'.repeat(32_000) } });
    await receiver.completeMessage(await receiveOne(receiver));
  });

  it('is refused with a session id of more than 128 characters, which the SDK lets raw messages have', async () => {
    const properties = { groupId: 'g'.repeat(129) };
    const sending = sender.sendMessages({ bodyType: 'data', body: Buffer.from('x'), properties });

    await expect(sending).rejects.toMatchObject({
      message: expect.stringContaining('ArgumentOutOfRange'),
    });
  });

  it('gets a message id if it has none', async () => {
    const { messageId } = await roundTrip('anonymous');

    expect(messageId).toMatch(/^[0-9a-f]{8}-/);
  });
});

describe('a batch', () => {
  it('holds up to 256 KB, and arrives in order', async () => {
    const batch = await sender.createMessageBatch();
    const bodies = Array.from({ length: 100 }, (_, i) => i);
    bodies.forEach((body) => batch.tryAddMessage({ body }));

    expect(batch.maxSizeInBytes).toBe(262_144);
    expect(batch.tryAddMessage({ body: Buffer.alloc(300_000) })).toBe(false);
    await sender.sendMessages(batch);
    const messages = await receive(receiver, 100);
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));

    expect(messages.map(({ body }) => body as number)).toEqual(bodies);
    expect(await receiver.peekMessages(1)).toEqual([]);
  });
});

describe('duplicate detection', () => {
  it('confirms a message id that was sent before, and drops it', async () => {
    const dedup = harness.client.createSender('dedup');
    await dedup.sendMessages({ body: 'first', messageId: 'same' });
    await dedup.sendMessages({ body: 'second', messageId: 'same' });
    await dedup.sendMessages([
      { body: 'third', messageId: 'other' },
      { body: 'fourth', messageId: 'other' },
    ]);

    const messages = await harness.client.createReceiver('dedup').peekMessages(10);

    expect(messages.map(({ body }) => body as string)).toEqual(['first', 'third']);
  });
});

describe('a scheduled message', () => {
  it('becomes active at its time, under a new sequence number', async () => {
    const at = new Date(Date.now() + 400);
    const [scheduled] = await sender.scheduleMessages([{ body: 'later' }], at);
    const [peeked] = await receiver.peekMessages(1, { fromSequenceNumber: scheduled! });
    expect(await receiveNow(receiver)).toEqual([]);

    const message = await receiveOne(receiver);
    await receiver.completeMessage(message);

    expect(peeked).toMatchObject({ state: 'scheduled', scheduledEnqueueTimeUtc: at });
    expect(message.sequenceNumber!.toNumber()).toBeGreaterThan(scheduled!.toNumber());
    expect(message.enqueuedTimeUtc!.getTime()).toBeGreaterThanOrEqual(at.getTime());
  });

  it('can be cancelled, once', async () => {
    const [scheduled] = await sender.scheduleMessages({ body: 1 }, new Date(Date.now() + 60_000));

    await sender.cancelScheduledMessages(scheduled!);

    const again = sender.cancelScheduledMessages(scheduled!);
    await expect(again).rejects.toMatchObject({ code: 'MessageNotFound' });
    expect(await harness.counts('plain')).toMatchObject({ scheduled: 0, active: 0 });
  });

  it('can be sent like any other, with its time on it', async () => {
    await sender.sendMessages({ body: 1, scheduledEnqueueTimeUtc: new Date(Date.now() + 200) });

    expect(await harness.counts('plain')).toMatchObject({ scheduled: 1, active: 0 });
    await receiver.completeMessage(await receiveOne(receiver));
  });
});

describe('access', () => {
  it('fails with MessagingEntityNotFound for a queue that is not configured', async () => {
    const sending = harness.client.createSender('nope').sendMessages({ body: 1 });
    await expect(sending).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });

    const receiving = harness.client.createReceiver('nope').receiveMessages(1);
    await expect(receiving).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
  });

  it('is refused for a wrong key', async () => {
    const client = aClient(harness.bus.connectionString.replace('SAS_KEY_VALUE', 'wrong'));

    const sending = client.createSender('plain').sendMessages({ body: 1 });

    await expect(sending).rejects.toMatchObject({ code: 'UnauthorizedAccess' });
    await client.close();
  });

  it('is refused to whoever sends to a dead-letter queue', async () => {
    const sending = harness.client.createSender('plain/$DeadLetterQueue').sendMessages({ body: 1 });

    await expect(sending).rejects.toThrow(/dead-letter queue/);
  });
});

describe('sends that are not awaited', () => {
  it('all go out, as many at once as the client itself can have under way', async () => {
    const bursting = harness.client.createSender('burst');
    await bursting.sendMessages({ body: 'open' });

    await Promise.all(Array.from({ length: 2_000 }, (_, body) => bursting.sendMessages({ body })));

    expect(await harness.counts('burst')).toMatchObject({ active: 2_001 });
  });
});
