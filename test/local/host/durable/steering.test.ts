import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import { runEngine } from '../../../support/engineRun';
import type { EngineRun } from '../../../support/engineRun';
import { until } from '../../../support/until';

const { OrchestrationRuntimeStatus: Status } = df;

let run: EngineRun;

beforeAll(async () => {
  run = await runEngine();
});

afterAll(async () => {
  await run.stop();
});

async function aWaitingOrchestration(): Promise<string> {
  const id = await run.client.startNew('waits', { input: 'some input' });
  await until('it waits', async () => (await statusOf(id)) === Status.Running);
  return id;
}

async function statusOf(id: string): Promise<df.OrchestrationRuntimeStatus> {
  return (await run.client.getStatus(id)).runtimeStatus;
}

async function call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${run.origin}/runtime/webhooks/durabletask/${path}`, { method, ...init });
}

describe('starting', () => {
  it('takes an id, and refuses it while it is in use', async () => {
    await run.client.startNew('waits', { instanceId: 'mine' });

    const again = run.client.startNew('waits', { instanceId: 'mine' });

    await expect(again).rejects.toThrow(/409.*An Orchestration instance with the status/);
    await run.client.terminate('mine', 'enough');
  });

  it('replaces an orchestration that has ended', async () => {
    await run.client.startNew('chain', { instanceId: 'again' });
    await run.end('again');

    await run.client.startNew('counts', { instanceId: 'again', input: { count: 1, until: 2 } });

    expect(await run.end('again')).toMatchObject({ name: 'counts', output: 2 });
  });

  it('gives an orchestration without input the empty string, as the client posts it', async () => {
    const { input } = await run.client.getStatus(await run.client.startNew('waits'), {
      showInput: true,
    });

    expect(input).toBe('');
  });

  it.each(['@id', 'a%3Fb', 'a%23b', 'a%5Cb', 'x'.repeat(101)])('refuses the id %s', async (id) => {
    const response = await call('POST', `orchestrators/waits/${id}`, { body: '1' });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      Message: 'One or more of the arguments submitted is incorrect',
    });
  });

  it('refuses an orchestrator that does not exist', async () => {
    await expect(run.client.startNew('nobody')).rejects.toThrow(
      /400.*The function 'nobody' doesn't exist, is disabled, or is not an orchestrator function/,
    );
  });

  it('waits for the end if asked to', async () => {
    const response = await call('POST', 'orchestrators/chain?timeout=10&pollingInterval=1');

    expect([response.status, await response.json()]).toEqual([200, ['a', 'b', 'c']]);
  });

  it('says where to look when the wait is over before the end', async () => {
    const response = await call('POST', 'orchestrators/waits?timeout=0.02&pollingInterval=1');

    const { id, statusQueryGetUri } = (await response.json()) as Record<string, string>;
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(statusQueryGetUri);
    expect(await (await fetch(statusQueryGetUri!)).json()).toMatchObject({ instanceId: id });
  });
});

describe('suspending', () => {
  it('keeps events until the orchestration is resumed', async () => {
    const id = await aWaitingOrchestration();
    await run.client.suspend(id, 'wait');
    await run.client.raiseEvent(id, 'go', 'now');
    const suspended = await statusOf(id);
    const twice = await call('POST', `instances/${id}/suspend?reason=x`);
    await run.client.resume(id, 'go on');

    expect(suspended).toBe('Suspended');
    expect(twice.status).toBe(500);
    expect((await run.end(id)).output).toBe('now');
  });
});

describe('terminating', () => {
  it('ends an orchestration with the reason as its output', async () => {
    const id = await aWaitingOrchestration();

    await run.client.terminate(id, 'not needed');

    expect(await run.client.getStatus(id)).toMatchObject({
      runtimeStatus: 'Terminated',
      output: 'not needed',
    });
  });

  it.each(['terminate?reason=x', 'suspend?reason=x', 'resume?reason=x', 'rewind?reason=x'])(
    'answers 410 to %s afterwards',
    async (operation) => {
      const { instanceId } = await run.run('chain');

      expect((await call('POST', `instances/${instanceId}/${operation}`)).status).toBe(410);
    },
  );

  it('fails for an orchestration that does not exist', async () => {
    await expect(run.client.terminate('nobody', 'x')).rejects.toThrow(
      "No instance with ID 'nobody'",
    );
  });
});

describe('raising an event', () => {
  const json = { 'content-type': 'application/json' };

  it('is 404 where there is no orchestration, and 410 where it has ended', async () => {
    const { instanceId } = await run.run('chain');
    const event = { headers: json, body: '1' };

    expect((await call('POST', 'instances/nobody/raiseEvent/go', event)).status).toBe(404);
    expect((await call('POST', `instances/${instanceId}/raiseEvent/go`, event)).status).toBe(410);
  });

  it('is 400 without JSON', async () => {
    const id = await aWaitingOrchestration();
    const raise = async (init: RequestInit) =>
      (await call('POST', `instances/${id}/raiseEvent/go`, init)).status;

    expect(await raise({ headers: json, body: '' })).toBe(400);
    expect(await raise({ headers: json, body: '{"half":' })).toBe(400);
    expect(await raise({ headers: { 'content-type': 'text/plain' }, body: '1' })).toBe(400);
  });
});

describe('purging', () => {
  it('forgets one orchestration that has ended, and no other', async () => {
    const { instanceId } = await run.run('chain');
    const running = await aWaitingOrchestration();

    expect(await run.client.purgeInstanceHistory(instanceId)).toEqual({ instancesDeleted: 1 });
    expect(await run.client.purgeInstanceHistory(instanceId)).toEqual({ instancesDeleted: 0 });
    await expect(run.client.purgeInstanceHistory(running)).rejects.toThrow('412');
    await expect(run.client.getStatus(instanceId)).rejects.toThrow('HTTP 404');
  });

  it('forgets those of a time and status', async () => {
    const began = new Date();
    const { instanceId } = await run.run('failsLoudly');
    const kept = await run.run('chain');

    const { instancesDeleted } = await run.client.purgeInstanceHistoryBy({
      createdTimeFrom: began,
      runtimeStatus: [Status.Failed],
    });

    expect(instancesDeleted).toBe(1);
    await expect(run.client.getStatus(instanceId)).rejects.toThrow('HTTP 404');
    expect(await statusOf(kept.instanceId)).toBe('Completed');
    expect((await call('DELETE', 'instances/')).status).toBe(400);
  });
});

describe('listing', () => {
  it('pages through all orchestrations, and filters them', async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      await run.client.startNew('chain', { instanceId: `listed-${n}` });
      await run.end(`listed-${n}`);
    }
    const pages: string[][] = [];
    let token: string | null = '';
    while (token !== null) {
      const response = await call('GET', 'instances/?instanceIdPrefix=listed-&top=2', {
        headers: token === '' ? {} : { 'x-ms-continuation-token': token },
      });
      const page = (await response.json()) as { instanceId: string }[];
      pages.push(page.map(({ instanceId }) => instanceId));
      token = response.headers.get('x-ms-continuation-token');
    }
    const failed = await run.client.getStatusBy({ runtimeStatus: [Status.Failed] });
    const all = await run.client.getStatusAll();

    expect(pages).toEqual([['listed-1', 'listed-2'], ['listed-3', 'listed-4'], ['listed-5']]);
    expect(failed.filter(({ instanceId }) => instanceId.startsWith('listed-'))).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(5);
  });
});

describe('the status', () => {
  it('is 202 with a Location while it runs, 200 afterwards, and 500 for a failure if asked', async () => {
    const id = await aWaitingOrchestration();
    const running = await call('GET', `instances/${id}`);
    await run.client.raiseEvent(id, 'go', 1);
    await run.end(id);
    const { instanceId } = await run.run('failsLoudly');

    expect([running.status, running.headers.get('retry-after')]).toEqual([202, '5']);
    expect(running.headers.get('location')).toContain(`/instances/${id}`);
    expect((await call('GET', `instances/${id}`)).status).toBe(200);
    expect((await call('GET', `instances/${instanceId}`)).status).toBe(200);
    const asked = `instances/${instanceId}?returnInternalServerErrorOnFailure=true`;
    expect((await call('GET', asked)).status).toBe(500);
  });

  it('shows input, history and results when asked to', async () => {
    const { instanceId } = await run.run('chain', { some: 'input' });

    const show = 'showInput=true&showHistory=true&showHistoryOutput=true';
    const status = await (await call('GET', `instances/${instanceId}?${show}`)).json();
    const hidden = await (await call('GET', `instances/${instanceId}?showInput=false`)).json();

    expect(status).toMatchObject({
      name: 'chain',
      input: { some: 'input' },
      output: ['a', 'b', 'c'],
      historyEvents: [
        { EventType: 'ExecutionStarted', FunctionName: 'chain' },
        { EventType: 'TaskCompleted', FunctionName: 'echo', Result: 'a' },
        { EventType: 'TaskCompleted', FunctionName: 'echo', Result: 'b' },
        { EventType: 'TaskCompleted', FunctionName: 'echo', Result: 'c' },
        {
          EventType: 'ExecutionCompleted',
          OrchestrationStatus: 'Completed',
          Result: ['a', 'b', 'c'],
        },
      ],
    });
    expect(hidden).toMatchObject({ input: null });
    expect(hidden).not.toHaveProperty('historyEvents');
  });
});

describe('rewinding', () => {
  it('runs a failed orchestration again from its failure, and its failed children', async () => {
    const id = await run.client.startNew('fails', { input: { key: 'rewound' } });
    const statuses = [(await run.end(id)).runtimeStatus];
    await run.client.rewind(id, 'try again');
    statuses.push((await run.end(id)).runtimeStatus);
    await run.client.rewind(id, 'and again');
    const { runtimeStatus, output } = await run.end(id);

    expect([...statuses, runtimeStatus]).toEqual(['Failed', 'Failed', 'Completed']);
    expect(output).toEqual(['before', 2, 2]);
  });

  it('is 412 for an orchestration that has not failed', async () => {
    const id = await aWaitingOrchestration();

    await expect(run.client.rewind(id, 'x')).rejects.toThrow('only supported on failed');
  });
});

describe('restarting', () => {
  it('starts an orchestration again with the same input, under a new id or the old one', async () => {
    const { instanceId } = await run.run('counts', { count: 1, until: 2 });

    const anew = await call('POST', `instances/${instanceId}/restart`);
    const { id } = (await anew.json()) as { id: string };
    const same = await call(
      'POST',
      `instances/${instanceId}/restart?restartWithNewInstanceId=false`,
    );

    expect(id).not.toBe(instanceId);
    expect((await run.end(id)).output).toBe(2);
    expect(await same.json()).toMatchObject({ id: instanceId });
    expect((await run.end(instanceId)).output).toBe(2);
  });
});

describe('both faces of the API', () => {
  it('serve the client with and without its short URLs', async () => {
    const data = JSON.parse(run.engine.clientBindingData(run.origin)) as Record<string, unknown>;
    const { rpcBaseUrl, ...withoutRpc } = data;
    const client = run.clientOf(withoutRpc);

    const id = await client.startNew('waits', { instanceId: 'by-template', input: 1 });
    await client.suspend(id, 'a');
    await client.resume(id, 'b');
    await client.raiseEvent(id, 'go', { x: 1 });

    expect(rpcBaseUrl).toBe(`${run.origin}/durabletask/`);
    expect((await run.end(id)).output).toEqual({ x: 1 });
    expect(await client.purgeInstanceHistory(id)).toEqual({ instancesDeleted: 1 });
  });
});
