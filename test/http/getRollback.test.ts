import { describe, expect, it } from '@jest/globals';
import { getReport } from '../../functions/http/getReport';
import { getRollback } from '../../functions/http/getRollback';
import { listRollbacks } from '../../functions/http/listRollbacks';
import { renderReport } from '../../shared/domain/renderReport';
import { incidentsIn } from '../../shared/records/incidents';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { aRequest } from '../support/aRequest';
import { aReport, anIncident, ended, restored } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';
import { MemoryBlobs } from '../support/memoryBlobs';

const id = 'Release-123-20261121T004000.000Z';
const instance = `rollback-${id}`;

function aPlace() {
  const client = new FakeDurableClient();
  const blobs = new MemoryBlobs();
  const [incidents, rollbacks] = [incidentsIn(blobs), rollbacksIn(blobs)];
  const get = (asked: string) =>
    getRollback(aRequest({ method: 'GET', params: { id: asked } }), client.asClient(), {
      incidents,
      rollbacks,
    });
  const report = (asked: string, headers: Record<string, string> = {}) =>
    getReport(aRequest({ method: 'GET', params: { id: asked }, headers }), { incidents });
  return { client, incidents, rollbacks, get, report };
}

describe('getRollback', () => {
  it('shows how far a rollback is, plant by plant', async () => {
    const { client, incidents, get } = aPlace();
    await incidents.save(anIncident());
    const counts = { waiting: 1, writing: 2 };
    client.set(instance, { customStatus: { phase: 'execute', wave: 1, groups: 2 } });
    client.set(`${instance}:1.0`, { customStatus: { plants: ['P001', 'P002'] } });
    client.set(`${instance}:1.0:P001`, { customStatus: counts });

    const { jsonBody } = await get(id);

    expect(jsonBody).toMatchObject({
      id,
      status: 'rollingBack',
      phase: 'execute',
      wave: 1,
      plants: [
        { plant: 'P001', counts },
        { plant: 'P002', counts: null },
      ],
    });
  });

  it('reads paused while a person holds it', async () => {
    const { incidents, rollbacks, get } = aPlace();
    await incidents.save(anIncident());
    await rollbacks.steer(id, (control) => ({ ...control, state: 'paused', by: 'on-call' }));

    expect((await get(id)).jsonBody).toMatchObject({
      control: { state: 'paused', by: 'on-call', skipped: [] },
    });
  });

  it('shows what became of each circuit when it has ended', async () => {
    const { client, incidents, get } = aPlace();
    const outcomes = [restored(), ended('failed', 'gone')];
    await incidents.save(anIncident({ status: 'open', outcomes }));
    client.set(instance, {
      runtimeStatus: 'Completed',
      customStatus: { phase: 'verify', wave: 0, groups: 1 },
    });

    expect((await get(id)).jsonBody).toMatchObject({
      status: 'open',
      circuits: 2,
      tally: { restored: 1, failed: 1 },
      outcomes,
    });
  });

  it('knows one that was asked for and has not begun', async () => {
    const { client, get } = aPlace();
    client.set(instance, {});

    expect((await get(id)).jsonBody).toEqual({
      id,
      status: 'starting',
      phase: 'running',
      plants: [],
    });
  });

  it('names the incident that is about the release already', async () => {
    const { client, get } = aPlace();
    const output = { status: 'merged', into: 'other' };
    client.set('rollback-manual-1', { runtimeStatus: 'Completed', output });

    expect((await get('manual-1')).jsonBody).toEqual({ id: 'manual-1', ...output });
  });

  it('shows an incident that rolls nothing back', async () => {
    const { incidents, get } = aPlace();
    await incidents.save(anIncident({ id: 'drift-1', kind: 'drift', status: 'open' }));

    expect((await get('drift-1')).jsonBody).toMatchObject({ id: 'drift-1', status: 'open' });
  });

  it.each([
    { asked: 'manual-unknown', status: 404, error: 'There is no rollback manual-unknown.' },
    { asked: '../policy', status: 400, error: expect.stringMatching(/^id: .*letters, digits/s) },
  ])('answers $status for $asked', async ({ asked, status, error }) => {
    expect(await aPlace().get(asked)).toEqual({ status, jsonBody: { error } });
  });

  it('passes an outage on rather than say there is no rollback', async () => {
    const { client, get } = aPlace();
    client.outage = new Error('replied with HTTP 500');

    await expect(get(id)).rejects.toThrow('HTTP 500');
  });
});

describe('getReport', () => {
  it('gives Markdown to people and JSON to those who ask for it', async () => {
    const { incidents, report } = aPlace();
    await incidents.saveReport(aReport());

    expect(await report(id)).toEqual({
      headers: { 'Content-Type': 'text/markdown; charset=utf-8' },
      body: renderReport(aReport()),
    });
    expect(await report(id, { accept: 'application/json' })).toEqual({ jsonBody: aReport() });
  });

  it.each(['manual-1', '../../policy'])('answers 404 for %s', async (asked) => {
    expect(await aPlace().report(asked)).toMatchObject({
      status: 404,
      jsonBody: { error: `There is no report of ${asked} yet.` },
    });
  });
});

describe('listRollbacks', () => {
  it('lists incidents newest first, each in a line', async () => {
    const { incidents } = aPlace();
    await incidents.save(anIncident({ id: 'old' }));
    await incidents.save(anIncident({ id: 'new', openedAt: '2026-11-22T00:00:00.000Z' }));

    const { jsonBody } = await listRollbacks({ incidents });

    expect(jsonBody).toMatchObject({ rollbacks: [{ id: 'new', failing: 1 }, { id: 'old' }] });
  });
});
