import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServiceBusSessionReceiver } from '@azure/service-bus';
import { aClient, Harness, receive, receiveNow, receiveOne } from './aServiceBus';

let harness: Harness;
const open: ServiceBusSessionReceiver[] = [];

beforeAll(async () => {
  harness = await Harness.start({
    orders: { RequiresSession: true },
    next: { RequiresSession: true },
    short: { RequiresSession: true, LockDuration: 'PT1S' },
    plain: {},
    empty: { RequiresSession: true },
  });
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()));
});

afterAll(() => harness.close());

async function accept(queue: string, sessionId: string, more = {}) {
  const receiver = await harness.client.acceptSession(queue, sessionId, more);
  open.push(receiver);
  return receiver;
}

function send(queue: string, ...messages: [sessionId: string, body: unknown][]) {
  const all = messages.map(([sessionId, body]) => ({ sessionId, body }));
  return harness.client.createSender(queue).sendMessages(all);
}

describe('a session', () => {
  it('gives its own messages, in the order in which they were sent', async () => {
    await send('orders', ['a', 1], ['b', 2], ['a', 3], ['a', 4]);
    const session = await accept('orders', 'a');

    const messages = await receive(session, 3);
    for (const message of messages) {
      await session.completeMessage(message);
    }

    expect(messages.map(({ body }) => Number(body))).toEqual([1, 3, 4]);
    expect(messages.map(({ sessionId }) => sessionId)).toEqual(['a', 'a', 'a']);
    expect(await receiveNow(session)).toEqual([]);
    expect((await (await accept('orders', 'b')).peekMessages(9)).map(({ body }) => body)).toEqual([
      2,
    ]);
  });

  it('belongs to one receiver at a time', async () => {
    const first = await accept('orders', 'mine');

    await expect(accept('orders', 'mine')).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
    await first.close();

    expect((await accept('orders', 'mine')).sessionId).toBe('mine');
  });

  it('gives messages back when it closes, without counting a delivery', async () => {
    await send('orders', ['closed', 'x']);
    const first = await accept('orders', 'closed');
    await receiveOne(first);
    await first.close();

    const second = await accept('orders', 'closed');
    const message = await receiveOne(second);

    expect(message).toMatchObject({ body: 'x', deliveryCount: 0 });
    await second.completeMessage(message);
  });

  it('keeps a state until it is taken away, also over a restart of the broker', async () => {
    const before = await accept('orders', 'stateful');
    expect(await before.getSessionState()).toBeNull();
    await before.setSessionState({ step: 3 });
    expect(await before.getSessionState()).toEqual({ step: 3 });

    await before.close();
    await harness.restart();

    const after = await accept('orders', 'stateful');
    expect(await after.getSessionState()).toEqual({ step: 3 });
    await after.setSessionState(null);
    expect(await after.getSessionState()).toBeNull();
  });

  it('can be renewed, and its messages with it', async () => {
    const session = await accept('short', 'renewed', { maxAutoLockRenewalDurationInMs: 0 });
    await send('short', ['renewed', 1]);
    const message = await receiveOne(session);

    const until = await session.renewSessionLock();

    expect(until.getTime()).toBeGreaterThan(message.lockedUntilUtc!.getTime());
    expect(session.sessionLockedUntilUtc.getTime()).toBe(until.getTime());
    await session.completeMessage(message);
  });

  it('is lost when its lock runs out, which counts a delivery of what was held', async () => {
    await send('short', ['lost', 1]);
    const lost = await accept('short', 'lost', { maxAutoLockRenewalDurationInMs: 0 });
    const message = await receiveOne(lost);

    const again = await harness.client.acceptNextSession('short');
    open.push(again);

    expect(again.sessionId).toBe('lost');
    expect(await receiveOne(again)).toMatchObject({ body: 1, deliveryCount: 1 });
    await expect(lost.completeMessage(message)).rejects.toMatchObject({ code: 'SessionLockLost' });
    await expect(lost.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
    await expect(lost.getSessionState()).rejects.toMatchObject({ code: 'SessionLockLost' });
  });

  it('defers, dead-letters, abandons and schedules within itself', async () => {
    const sender = harness.client.createSender('orders');
    const session = await accept('orders', 'all');
    await send('orders', ['all', 'defer'], ['all', 'bury'], ['all', 'retry']);
    const [toDefer, toBury, toRetry] = await receive(session, 3);

    await session.deferMessage(toDefer!);
    await session.deadLetterMessage(toBury!, {
      deadLetterReason: 'R',
      deadLetterErrorDescription: 'D',
    });
    await session.abandonMessage(toRetry!);

    const retried = await receiveOne(session);
    expect(retried).toMatchObject({ body: 'retry', deliveryCount: 1 });
    await session.completeMessage(retried);
    const [deferred] = await session.receiveDeferredMessages([toDefer!.sequenceNumber!]);
    expect(deferred).toMatchObject({ body: 'defer', sessionId: 'all' });
    await session.completeMessage(deferred!);
    const deadLetters = harness.client.createReceiver('orders', { subQueueType: 'deadLetter' });
    const dead = await receiveOne(deadLetters);
    expect(dead).toMatchObject({ body: 'bury', sessionId: 'all', deadLetterReason: 'R' });
    await deadLetters.completeMessage(dead);
    await sender.scheduleMessages({ body: 'later', sessionId: 'all' }, new Date(Date.now() + 50));
    expect(await receiveOne(session)).toMatchObject({ body: 'later' });
  });

  it('hands a deferred message to its own receiver only', async () => {
    const session = await accept('orders', 'owner');
    const other = await accept('orders', 'other');
    await send('orders', ['owner', 1]);
    const message = await receiveOne(session);
    await session.deferMessage(message);

    const wrong = other.receiveDeferredMessages([message.sequenceNumber!]);

    await expect(wrong).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it('deletes what it receives, if it is told to', async () => {
    await send('orders', ['deleting', 1], ['deleting', 2]);
    const session = await accept('orders', 'deleting', { receiveMode: 'receiveAndDelete' });

    expect((await receive(session, 2)).map(({ body }) => Number(body))).toEqual([1, 2]);
    expect(await session.peekMessages(1)).toEqual([]);
  });

  it('feeds a subscriber', async () => {
    await send('orders', ['stream', 1], ['stream', 2], ['stream', 3]);
    const session = await accept('orders', 'stream');
    const bodies: unknown[] = [];

    await new Promise<void>((resolve, reject) => {
      session.subscribe({
        processMessage: async ({ body }) => {
          bodies.push(body);
          if (bodies.length === 3) {
            resolve();
          }
        },
        processError: async ({ error }) => reject(error),
      });
    });

    expect(bodies).toEqual([1, 2, 3]);
  });
});

describe('the next session', () => {
  it('is the free one that has waited longest, and one that is awaited comes as it gets a message', async () => {
    await send('next', ['first', 1], ['second', 2]);
    const { client } = harness;

    const one = await client.acceptNextSession('next');
    const two = await client.acceptNextSession('next');
    const awaited = client.acceptNextSession('next');
    await send('next', ['third', 3]);
    const three = await awaited;
    open.push(one, two, three);

    expect([one, two, three].map(({ sessionId }) => sessionId)).toEqual([
      'first',
      'second',
      'third',
    ]);
    expect(await receiveOne(three)).toMatchObject({ body: 3 });
  });

  it('is awaited as long as the client says, and no longer', async () => {
    const client = aClient(harness.bus.connectionString, 1_000);
    try {
      await expect(client.acceptNextSession('plain')).rejects.toThrow(/require sessions/);

      const waiting = client.acceptNextSession('empty');

      await expect(waiting).rejects.toMatchObject({ code: 'ServiceTimeout' });
    } finally {
      await client.close();
    }
  });
});

describe('an entity that requires sessions', () => {
  it('refuses messages without a session, and receivers without one', async () => {
    const { client } = harness;

    await expect(client.createSender('orders').sendMessages({ body: 1 })).rejects.toThrow(
      /SessionId was not set/,
    );
    await expect(
      client.createSender('orders').scheduleMessages({ body: 1 }, new Date(Date.now() + 1_000)),
    ).rejects.toThrow(/SessionId was not set/);
    await expect(client.createReceiver('orders').receiveMessages(1)).rejects.toThrow(
      /requires sessions/,
    );
  });
});
