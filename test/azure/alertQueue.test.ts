import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TokenCredential } from '@azure/identity';
import { alertQueue } from '../../shared/azure/alertQueue';
import type { AlertQueue } from '../../shared/ports';
import { Harness, receive } from '../local/cloud/serviceBus/aServiceBus';
import { aReceipt } from '../support/builders';

/** A connection string needs none. */
const nobody: TokenCredential = { getToken: async () => null };

let harness: Harness;
let queue: AlertQueue;

beforeAll(async () => {
  harness = await Harness.start({ alerts: { RequiresDuplicateDetection: true } });
  const { connectionString } = harness.bus;
  queue = alertQueue({ connectionString, queue: 'alerts' }, nobody);
});

afterAll(() => harness.close());

describe('alertQueue', () => {
  it('puts a receipt on the queue whole, and twice the same once', async () => {
    const receipt = aReceipt({ body: 'not {JSON — 字' });
    await queue.send(receipt);
    await queue.send(receipt);
    await queue.send(aReceipt({ id: 'receipt-2' }));

    const messages = await receive(harness.client.createReceiver('alerts'), 2);

    expect(messages.map(({ messageId, body }) => ({ messageId, body: body as unknown }))).toEqual([
      { messageId: 'receipt-1', body: receipt },
      { messageId: 'receipt-2', body: aReceipt({ id: 'receipt-2' }) },
    ]);
  });

  it('sends a burst together, whatever the sizes, and each message once', async () => {
    const burst = Array.from({ length: 300 }, (_, index) =>
      aReceipt({ id: `burst-${index}`, body: 'x'.repeat(index % 50 === 0 ? 100_000 : 500) }),
    );

    await Promise.all(burst.map((receipt) => queue.send(receipt)));

    const messages = await receive(harness.client.createReceiver('alerts'), burst.length);
    expect(new Set(messages.map(({ messageId }) => messageId))).toEqual(
      new Set(burst.map(({ id }) => id)),
    );
  });

  it('takes the largest alert that is let in', async () => {
    await expect(queue.send(aReceipt({ body: 'x'.repeat(249_800) }))).resolves.toBeUndefined();
  });

  it('throws when the queue cannot be reached', async () => {
    const connectionString =
      'Endpoint=sb://localhost:9;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;';
    const nowhere = alertQueue({ connectionString, queue: 'alerts' }, nobody);

    await expect(nowhere.send(aReceipt())).rejects.toThrow('ECONNREFUSED');
  });
});
