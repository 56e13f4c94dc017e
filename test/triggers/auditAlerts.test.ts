import { describe, expect, it } from '@jest/globals';
import { auditAlerts } from '../../functions/triggers/auditAlerts';
import { foldReceipts } from '../../shared/domain/alert/foldReceipts';
import type { AlertOnFile } from '../../shared/domain/alert/onFile';
import { minusMinutes } from '../../shared/domain/time';
import type { AlertsOnFile } from '../../shared/ports';
import { incidentsIn } from '../../shared/records/incidents';
import { receiptsIn } from '../../shared/records/receipts';
import { aLog } from '../support/aLog';
import { aFleet, aPolicy, aReceipt, alertBody, start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { MemoryBlobs } from '../support/memoryBlobs';

const hourAgo = minusMinutes(start, 60);
const ended = (receipt: string) => ({ receipt, ending: 'acted' as const, reason: 'jobs fail' });

function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function onFile(number: number, over: Partial<AlertOnFile> = {}): AlertOnFile {
  const firedAt = minusMinutes(start, 30 + number);
  return {
    id: `/subscriptions/s/resourcegroups/g/providers/Microsoft.AlertsManagement/alerts/${guid(number)}`,
    rule: 'batch-job-failures',
    condition: 'Fired',
    firedAt,
    isSuppressed: false,
    body: alertBody({ id: guid(number), firedAt }),
    ...over,
  };
}

function aPlace(ofLastDay: AlertsOnFile['ofLastDay'] = async () => []) {
  const blobs = new MemoryBlobs();
  const receipts = receiptsIn(blobs);
  const incidents = incidentsIn(blobs);
  const client = new FakeDurableClient();
  const log = aLog();
  const services = {
    alertsOnFile: { ofLastDay },
    receipts,
    incidents,
    settings: { policy: async () => aPolicy(), fleet: async () => aFleet() },
    log,
    now: () => start,
  };
  const audit = async () => auditAlerts(client.asClient(), services);
  /** As triage does it, of a window that has these. */
  const settle = async (window: string, ids: readonly string[]) => {
    const gathered = await receipts.gather(window);
    const { memory, ...fold } = foldReceipts(gathered, { fleet: aFleet(), policy: aPolicy() });
    await receipts.saveFold(fold, { window, ...memory });
    await receipts.settle(window, ids.map(ended));
  };
  return { receipts, incidents, client, log, audit, settle };
}

describe('auditAlerts, of what was filed', () => {
  it('does nothing where everything has come to an end', async () => {
    const { receipts, client, log, audit, settle } = aPlace();
    await receipts.file([aReceipt({ id: 'a' }), aReceipt({ id: 'b' })], hourAgo);
    await settle(hourAgo, ['a', 'b']);

    await audit();

    expect(client.started).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('[U20] has a window judged again whose receipts have no endings, each time once', async () => {
    const { receipts, client, audit } = aPlace();
    await receipts.file([aReceipt()], hourAgo);

    await audit();
    await audit();

    expect(client.started).toMatchObject([
      {
        name: 'triage',
        instanceId: 'triage-again-20261120T234000.000Z-1',
        input: { window: hourAgo },
      },
    ]);
  });

  it('leaves a window alone that is being judged for the first time', async () => {
    const { receipts, client, audit } = aPlace();
    await receipts.file([aReceipt()], minusMinutes(start, 19));

    await audit();

    expect(client.started).toEqual([]);
  });

  it('[U20] calls a person, once, when judging again came to nothing three times', async () => {
    const { receipts, incidents, client, audit } = aPlace();
    await receipts.file([aReceipt()], hourAgo);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await audit();
      client.started.forEach(({ instanceId }) =>
        client.set(instanceId, { runtimeStatus: 'Failed' }),
      );
    }
    expect(await incidents.list()).toEqual([]);

    await audit();
    await audit();

    expect(client.started).toHaveLength(3);
    expect(await incidents.list()).toMatchObject([
      { kind: 'unexplained', status: 'open', reason: expect.stringContaining(hourAgo) },
    ]);
  });

  it('[U20] files a receipt again that came too late for its window and is in no other', async () => {
    const { receipts, client, audit, settle } = aPlace();
    await receipts.file([aReceipt({ id: 'a' })], hourAgo);
    await settle(hourAgo, ['a']);
    await receipts.file([aReceipt({ id: 'late' })], hourAgo);
    await receipts.file([aReceipt({ id: 'moved' })], hourAgo);
    await receipts.file([aReceipt({ id: 'moved' })], minusMinutes(start, 59));
    await settle(minusMinutes(start, 59), ['moved']);

    await audit();

    expect((await receipts.gather(start)).map(({ id }) => id)).toEqual(['late']);
    expect(client.started).toMatchObject([{ instanceId: 'triage-prod-20261121T004000.000Z' }]);
  });
});

describe('auditAlerts, of what never came', () => {
  it('[U20] takes it from the file of Azure Monitor, and has it judged like any alert', async () => {
    const { receipts, log, audit, settle } = aPlace(async () => [onFile(1), onFile(2)]);
    await receipts.file([aReceipt({ id: 'came', body: onFile(2).body })], hourAgo);
    await settle(hourAgo, ['came']);

    await audit();
    await audit();

    const filed = await receipts.gather(start);
    expect(filed).toMatchObject([{ id: `audit-${guid(1)}`, body: onFile(1).body }]);
    expect(
      foldReceipts(filed, { fleet: aFleet(), policy: aPolicy() }).folded.circuits,
    ).toHaveLength(1);
    expect(log.lines).toContainEqual({
      level: 'warn',
      event: 'alerts never arrived',
      facts: { count: 1, alerts: [expect.objectContaining({ rule: 'batch-job-failures' })] },
    });
  });

  it.each([
    { what: 'rules that are none of ours', alert: onFile(1, { rule: 'cpu' }) },
    { what: 'what was kept from us on purpose', alert: onFile(1, { isSuppressed: true }) },
    { what: 'what may be on its way', alert: onFile(1, { firedAt: minusMinutes(start, 5) }) },
    { what: 'what resolved unheard', alert: onFile(1, { condition: 'Resolved' }) },
  ])('does not have $what judged', async ({ alert }) => {
    const { receipts, audit } = aPlace(async () => [alert]);

    await audit();

    expect(await receipts.gather(start)).toEqual([]);
  });

  it('goes on accounting for receipts when Azure Monitor cannot be asked', async () => {
    const { receipts, client, log, audit } = aPlace(async () => {
      throw new Error('Alerts Management answered 403');
    });
    await receipts.file([aReceipt()], hourAgo);

    await audit();

    expect(client.started).toHaveLength(1);
    expect(log.lines.at(-1)).toMatchObject({
      event: 'alerts on file not compared',
      facts: { reason: 'Alerts Management answered 403' },
    });
  });
});
