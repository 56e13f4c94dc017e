import { describe, expect, it } from '@jest/globals';
import { handleAlert } from '../../functions/triggers/handleAlert';
import { triage } from '../../shared/contracts';
import { plusSeconds } from '../../shared/domain/time';
import type { Receipts, Settings } from '../../shared/ports';
import { receiptsIn } from '../../shared/records/receipts';
import { aLog } from '../support/aLog';
import { aFleet, aPolicy, aReceipt, alertBody, start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { MemoryBlobs } from '../support/memoryBlobs';

const now = plusSeconds(start, 12.345);
const next = plusSeconds(start, 60);

function aPlace(over: { receipts?: Partial<Receipts>; settings?: Partial<Settings> } = {}) {
  const client = new FakeDurableClient();
  const receipts = receiptsIn(new MemoryBlobs());
  const services = {
    receipts: { ...receipts, ...over.receipts },
    settings: { policy: async () => aPolicy(), fleet: async () => aFleet(), ...over.settings },
    log: aLog(),
    now: () => now,
  };
  const handle = (body: unknown, id = 'message-1') =>
    handleAlert([{ body, id }], client.asClient(), services);
  const handleAll = (bodies: readonly unknown[]) =>
    handleAlert(
      bodies.map((body, index) => ({ body, id: `message-${index}` })),
      client.asClient(),
      services,
    );
  return { client, receipts, handle, handleAll, log: services.log };
}

describe('handleAlert', () => {
  it('files an alert, and starts the triage of its window', async () => {
    const { client, receipts, handle } = aPlace();

    await handle(aReceipt());

    expect(client.started).toMatchObject([
      {
        name: 'triage',
        instanceId: 'triage-prod-20261121T004000.000Z',
        input: { window: start, closesAt: next },
      },
    ]);
    expect(triage.input.safeParse(client.started[0]?.input).success).toBe(true);
    expect(await receipts.gather(start)).toEqual([aReceipt()]);
  });

  it('starts one triage for all alerts of a window', async () => {
    const { client, receipts, handle } = aPlace();
    await Promise.all(
      Array.from({ length: 37 }, (_, index) => handle(aReceipt({ id: `receipt-${index}` }))),
    );

    expect(client.started).toHaveLength(1);
    expect(await receipts.gather(start)).toHaveLength(37);
  });

  it('files in the next window what finds its own closed', async () => {
    const { client, receipts, handle } = aPlace();
    await receipts.gather(start);

    await handle(aReceipt());

    expect(client.started).toMatchObject([
      { input: { window: next, closesAt: plusSeconds(next, 60) } },
    ]);
    expect(await receipts.gather(next)).toEqual([aReceipt()]);
  });

  it('gives up on a clock gone wrong after three windows, so that the queue brings the alert again', async () => {
    const { client, handle } = aPlace({ receipts: { file: async () => 'closed' } });

    await expect(handle(aReceipt())).rejects.toThrow(
      '1 receipts found 3 windows closed up to 2026-11-21T00:43:00.000Z',
    );
    expect(client.started).toEqual([]);
  });

  it.each([
    { what: 'an alert that somebody put on the queue', body: JSON.parse(alertBody()) as unknown },
    { what: 'a text', body: 'Hello', text: 'Hello' },
    { what: 'nothing', body: undefined, text: 'null' },
  ])('keeps $what whole, under the id of its message', async ({ body, text }) => {
    const { receipts, handle } = aPlace();

    await handle(body, 'a/b:c');

    expect(await receipts.gather(start)).toEqual([
      { id: 'a_b_c', receivedAt: now, body: text ?? JSON.stringify(body) },
    ]);
  });

  it('throws without storage, so that the queue brings the alert again', async () => {
    const { client, handle } = aPlace({ receipts: { file: () => fail('storage is away') } });

    await expect(handle(aReceipt())).rejects.toThrow('storage is away');
    expect(client.started).toEqual([]);
  });

  it.each([
    { what: 'fleet', settings: { fleet: () => fail('fleet.json is missing') } },
    { what: 'policy', settings: { policy: () => fail('policy.json is not JSON') } },
  ])('files an alert although the $what cannot be read, and says so [U20]', async (row) => {
    const { client, receipts, handle, log } = aPlace({ settings: row.settings });

    await handle(aReceipt());

    expect(client.started).toMatchObject([{ instanceId: 'triage-unread-20261121T004000.000Z' }]);
    expect(await receipts.gather(start)).toEqual([aReceipt()]);
    expect(log.lines[0]).toMatchObject({ level: 'warn', event: 'alerts filed without settings' });
  });

  it('files a batch as one, and starts one triage for it', async () => {
    const { client, receipts, handleAll } = aPlace();
    const batch = Array.from({ length: 250 }, (_, index) => aReceipt({ id: `r-${1000 + index}` }));

    await handleAll(batch);

    expect(client.started).toHaveLength(1);
    expect(await receipts.gather(start)).toEqual(batch);
  });

  it('comes to the same when the queue brings an alert again after a crash', async () => {
    const { client, receipts, handle } = aPlace();
    client.beforeStart = () => fail('the host died');
    await expect(handle(aReceipt())).rejects.toThrow('the host died');
    client.beforeStart = () => undefined;

    await handle(aReceipt());

    expect(client.started).toHaveLength(1);
    expect(await receipts.gather(start)).toEqual([aReceipt()]);
  });
});

async function fail(message: string): Promise<never> {
  throw new Error(message);
}
