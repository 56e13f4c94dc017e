import { describe, expect, it } from '@jest/globals';
import { getKillSwitch, throwKillSwitch } from '../../functions/http/killSwitch';
import { steerRollback } from '../../functions/http/steerRollback';
import { leaveSeconds, stopSeconds } from '../../shared/domain/restore/control';
import { incidentsIn } from '../../shared/records/incidents';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { aLog } from '../support/aLog';
import { aRequest } from '../support/aRequest';
import { anIncident, start } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

const { id } = anIncident();

async function aPlace(status: 'rollingBack' | 'closed' = 'rollingBack') {
  const blobs = new MemoryBlobs();
  const waited: number[] = [];
  const services = {
    incidents: incidentsIn(blobs),
    rollbacks: rollbacksIn(blobs),
    now: () => start,
    wait: async (seconds: number) => void waited.push(seconds),
    log: aLog(),
  };
  await services.incidents.save(anIncident({ status }));
  const post = (action: string, body?: unknown, asked = id) =>
    steerRollback(aRequest({ body, params: { id: asked, action } }), services);
  return { ...services, services, post, waited };
}

describe('steerRollback', () => {
  it('pauses a rollback, which then reads paused, and lets it go on', async () => {
    const { post, rollbacks } = await aPlace();

    const paused = await post('pause', { reason: 'to look at P003', requestedBy: 'on-call' });

    const control = { state: 'paused', skipped: [], by: 'on-call', reason: 'to look at P003' };
    expect(paused).toEqual({ jsonBody: { id, at: start, ...control } });
    expect(await rollbacks.control(id)).toMatchObject(control);
    expect(await post('resume')).toMatchObject({ jsonBody: { state: 'running' } });
  });

  it('takes a body for optional', async () => {
    const { post, rollbacks } = await aPlace();

    await post('cancel');

    expect(await rollbacks.control(id)).toMatchObject({ state: 'cancelled' });
  });

  it('leaves out one circuit', async () => {
    const { post, rollbacks } = await aPlace();
    const circuit = { plant: 'P001', circuit: 'C001' };

    await post('skip', { circuit });

    expect(await rollbacks.control(id)).toMatchObject({ state: 'running', skipped: [circuit] });
  });

  it('does not bring back what was cancelled', async () => {
    const { post } = await aPlace();
    await post('cancel');

    expect(await post('resume')).toEqual({
      status: 409,
      jsonBody: { error: 'Not done: it was cancelled already.' },
    });
  });

  it.each<{
    what: string;
    action: string;
    body?: unknown;
    asked?: string;
    status: number;
    error: RegExp;
  }>([
    { what: 'an unknown action', action: 'stop', status: 400, error: /pause/ },
    { what: 'a skip of no circuit', action: 'skip', status: 400, error: /circuit/ },
    { what: 'words of another kind', action: 'pause', body: { why: 1 }, status: 400, error: /why/ },
    { what: 'what is no JSON', action: 'pause', body: '{"reason', status: 400, error: /object/ },
    {
      what: 'a rollback that never was',
      action: 'pause',
      asked: 'x',
      status: 404,
      error: /no rollback x/,
    },
    { what: 'an id that cannot be', action: 'pause', asked: '../x', status: 400, error: /^id: / },
  ])('answers $status to $what', async ({ action, body, asked, status, error }) => {
    const { post } = await aPlace();

    expect(await post(action, body, asked)).toEqual({
      status,
      jsonBody: { error: expect.stringMatching(error) },
    });
  });

  it('answers 409 when the rollback has ended', async () => {
    const { post } = await aPlace('closed');

    expect(await post('pause')).toMatchObject({ status: 409 });
  });
});

describe('the kill switch', () => {
  it('is off until somebody throws it, and says who did and why', async () => {
    const { services } = await aPlace();
    expect(await getKillSwitch(services)).toEqual({ jsonBody: { on: false } });

    const body = { on: true, reason: 'maintenance', requestedBy: 'on-call' };
    await throwKillSwitch(aRequest({ body }), services);

    expect(await getKillSwitch(services)).toEqual({
      jsonBody: { on: true, reason: 'maintenance', by: 'on-call', at: start },
    });
  });

  it('is not thrown without a reason', async () => {
    const { services } = await aPlace();

    expect(await throwKillSwitch(aRequest({ body: { on: true } }), services)).toMatchObject({
      status: 400,
    });
    expect(await getKillSwitch(services)).toEqual({ jsonBody: { on: false } });
  });

  it('acknowledges a stop only after every leave to write that was given before has run out', async () => {
    const { services, post, waited } = await aPlace();
    const body = { reason: 'all of it is wrong' };

    await throwKillSwitch(aRequest({ body: { ...body, on: true } }), services);
    await throwKillSwitch(aRequest({ body: { ...body, on: false } }), services);
    await post('pause');
    await post('resume');

    expect(waited).toEqual([stopSeconds, stopSeconds]);
    expect(stopSeconds).toBeGreaterThan(leaveSeconds);
  });
});
