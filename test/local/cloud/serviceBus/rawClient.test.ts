import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { create_container } from 'rhea';
import type { Connection, EventContext, Receiver } from 'rhea';
import { until } from '../../../support/until';
import { Harness } from './aServiceBus';

/** What the SDK does not do, done with the AMQP library that it is made of. */

let harness: Harness;
let connection: Connection;

beforeAll(async () => {
  harness = await Harness.start({
    many: { LockDuration: 'PT5M' },
    few: {},
    sessions: { RequiresSession: true },
  });
  connection = create_container().connect({
    port: harness.bus.port,
    host: '127.0.0.1',
    username: 'RootManageSharedAccessKey',
    password: 'SAS_KEY_VALUE',
    reconnect: false,
    session_buffer_size: 8_192,
  });
  await once(connection, 'connection_open');
});

afterAll(async () => {
  connection.close();
  await harness.close();
});

function openReceiver(queue: string): Receiver {
  return connection.open_receiver({
    source: { address: queue },
    autoaccept: false,
    credit_window: 0,
    rcv_settle_mode: 1,
  });
}

describe('a receiver that leaves the first message unsettled', () => {
  it('gets all that follow, though they are more than a session buffers', async () => {
    const count = 5_000;
    const messages = Array.from({ length: count }, (_, body) => ({ body }));
    await harness.client.createSender('many').sendMessages(messages);
    const receiver = openReceiver('many');
    let received = 0;
    receiver.on('message', ({ delivery }: EventContext) => {
      received += 1;
      if (received > 1) {
        delivery!.accept();
      }
    });

    receiver.add_credit(count);
    await until('all are received', () => received === count);

    const counts = await until('all others are completed', async () => {
      const now = await harness.counts('many');
      return now['active'] === 1 && now;
    });
    expect(counts).toMatchObject({ locked: 1, acceptedTotal: count });
  });
});

describe('outcomes of one tick', () => {
  it('reach the messages they were meant for, and none other', async () => {
    await harness.client.createSender('few').sendMessages([{ body: 0 }, { body: 1 }, { body: 2 }]);
    const receiver = openReceiver('few');
    const deliveries: NonNullable<EventContext['delivery']>[] = [];
    receiver.on('message', ({ delivery }: EventContext) => deliveries.push(delivery!));
    receiver.add_credit(3);
    await until('all are received', () => deliveries.length === 3);
    const settled: string[] = [];
    receiver.on('settled', ({ delivery }: EventContext) => {
      const { composite_type } = delivery!.remote_state!.constructor as { composite_type?: string };
      settled.push(`${deliveries.indexOf(delivery!)} ${composite_type}`);
    });

    // rhea's client would merge these three if they were neighbours in its list of updates.
    deliveries[2]!.reject({ condition: 'com.microsoft:dead-letter' });
    deliveries[0]!.accept();
    deliveries[1]!.modified({ undeliverable_here: true });
    await until('all are settled', () => settled.length === 3);

    expect(settled.toSorted()).toEqual(['0 accepted', '1 accepted', '2 rejected']);
    expect(await harness.counts('few')).toMatchObject({ deferred: 1, deadLettered: 1, active: 0 });
  });
});

describe('a drain', () => {
  it('is answered when there is nothing to send, and when the credit is used up already', async () => {
    const receiver = openReceiver('few');
    await once(receiver, 'receiver_open');

    receiver.add_credit(5);
    receiver.drain_credit();
    await once(receiver, 'receiver_drained');
    receiver.drain_credit();
    const [context] = (await once(receiver, 'receiver_drained')) as [EventContext];

    expect(context.receiver).toBe(receiver);
  });
});

describe('a receiver that closes while it waits for a session', () => {
  it('does not get the one that comes later, which goes to the next who asks', async () => {
    const waiting = connection.open_receiver({
      source: { address: 'sessions', filter: { 'com.microsoft:session-filter': null } },
      credit_window: 0,
    });
    // Answered after the broker has seen the other.
    await once(openReceiver('few'), 'receiver_open');
    expect(waiting.is_remote_open()).toBe(false);
    waiting.close();
    await once(waiting, 'receiver_close');

    const { client } = harness;
    await client.createSender('sessions').sendMessages({ body: 1, sessionId: 'late' });
    const next = await client.acceptNextSession('sessions');

    expect(next.sessionId).toBe('late');
    await next.close();
  });
});

describe('a connection that has shown no key', () => {
  async function openAnonymously(source: string): Promise<Receiver> {
    const anonymous = create_container().connect({
      port: harness.bus.port,
      host: '127.0.0.1',
      username: 'anybody',
      reconnect: false,
    });
    await once(anonymous, 'connection_open');
    const receiver = anonymous.open_receiver({ source: { address: source }, credit_window: 0 });
    await once(receiver, 'receiver_error');
    anonymous.close();
    return receiver;
  }

  it('may not attach before it has put a token', async () => {
    for (const source of ['few', 'no such queue']) {
      const { error } = await openAnonymously(source);

      expect(error).toMatchObject({
        condition: 'amqp:unauthorized-access',
        description: expect.stringContaining('claim(s) are required'),
      });
    }
  });

  it('is not let in at all with a wrong password', async () => {
    const wrong = create_container().connect({
      port: harness.bus.port,
      host: '127.0.0.1',
      username: 'RootManageSharedAccessKey',
      password: 'wrong',
      reconnect: false,
    });

    const [{ error }] = (await once(wrong, 'connection_error')) as [{ error: Error }];

    expect(error.message).toContain('Failed to authenticate');
  });
});
