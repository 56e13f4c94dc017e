import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenCredential } from '@azure/identity';
import { deadLetters } from '../../shared/azure/deadLetters';
import type { DeadLetter, DeadLetters } from '../../shared/ports';
import { Harness, receive, receiveNow } from '../local/cloud/serviceBus/aServiceBus';
import { aReceipt } from '../support/builders';

/** A connection string needs none. */
const nobody: TokenCredential = { getToken: async () => null };

let harness: Harness;
let letters: DeadLetters;

beforeAll(async () => {
  harness = await Harness.start({ alerts: { MaxDeliveryCount: 10 } });
  const { connectionString } = harness.bus;
  letters = deadLetters({ connectionString, queue: 'alerts' }, nobody, 200);
});

afterAll(() => harness.close());

beforeEach(async () => {
  const sender = harness.client.createSender('alerts');
  await sender.sendMessages([
    { messageId: 'a', body: aReceipt({ id: 'a' }) },
    { messageId: 'b', body: Buffer.from('no JSON') },
  ]);
  const receiver = harness.client.createReceiver('alerts');
  for (const message of await receive(receiver, 2)) {
    await receiver.deadLetterMessage(message, {
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'ten deliveries',
    });
  }
});

describe('deadLetters', () => {
  it('hands over what the queue gave up on, and keeps what is not done with', async () => {
    const seen: DeadLetter[] = [];

    const done = await letters.take(10, async (taken) => {
      seen.push(...taken);
      return taken.map(({ id }) => id === 'a');
    });

    expect(done).toEqual([true, false]);
    expect(seen).toMatchObject([
      { id: 'a', body: aReceipt({ id: 'a' }), reason: 'MaxDeliveryCountExceeded' },
      { id: 'b', body: 'no JSON', reason: 'MaxDeliveryCountExceeded' },
    ]);
    const dead = harness.client.createReceiver('alerts', { subQueueType: 'deadLetter' });
    const [left, ...more] = await receiveNow(dead);
    expect(left?.messageId).toBe('b');
    expect(more).toEqual([]);
    await dead.completeMessage(left!);
    await dead.close();
  });

  it('counts the times that a letter was handed over, so that there can be an end to it', async () => {
    const deliveries: number[] = [];
    const look = async (isDone: boolean) =>
      letters.take(10, async (taken) => {
        deliveries.push(taken[0]?.deliveries ?? Number.NaN);
        return taken.map(() => isDone);
      });

    await look(false);
    await look(false);
    await look(true);

    const [first = 0, second = 0, third = 0] = deliveries;
    expect([second - first, third - second]).toEqual([1, 1]);
    expect(await look(true)).toEqual([]);
  });
});
