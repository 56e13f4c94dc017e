import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until';
import { ended, post, raise, reaches, statusOf } from './support/checkStatus';
import type { CheckStatus, Status } from './support/checkStatus';
import { aStrangersApp, runCommand } from './support/strangersApp';
import type { RunningCommand, StrangersApp } from './support/strangersApp';

describe('a JavaScript app of CommonJS files and modules', () => {
  let app: StrangersApp;
  let host: RunningCommand;

  beforeAll(async () => {
    app = aStrangersApp('patternsJs');
    host = await runCommand(app, ['--verbose']);
  });

  afterAll(async () => {
    await host.stop();
    app.remove();
  });

  async function start(name: string, input: unknown = null): Promise<CheckStatus> {
    const body = JSON.stringify(input);
    const response = await host.fetch(`/api/orchestrators/${name}`, { method: 'POST', body });
    expect(response.status).toBe(202);
    return (await response.json()) as CheckStatus;
  }

  async function client(
    call: string,
    ...args: unknown[]
  ): Promise<{ answer?: unknown; error?: string }> {
    const body = JSON.stringify(args);
    const response = await host.fetch(`/api/client/${call}`, { method: 'POST', body });
    return (await response.json()) as { answer?: unknown; error?: string };
  }

  it('is listed with its URLs, but for the function whose route is wrong', () => {
    const said = host.output();

    expect(said).toContain(`\tstart: [GET,POST] ${host.baseUrl}/api/orchestrators/{name}\n`);
    expect(said).toContain(`\tdurableChain: orchestrationTrigger\n`);
    expect(said).toContain("The 'broken-route' function is in error: The route");
    expect(said).not.toContain('\tbroken-route:');
  });

  it('gets its settings and connection strings', async () => {
    expect(await (await host.fetch('/api/settings')).json()).toEqual({
      greeting: 'Hei',
      orders: 'Server=orders',
      plain: 'Server=plain',
    });
  });

  it('lets the pages of local.settings.json call', async () => {
    const origin = 'https://portal.example';
    const asked = await host.fetch('/api/settings', { headers: { origin } });
    const stranger = await host.fetch('/api/settings', { headers: { origin: 'http://evil' } });
    const preflight = await host.fetch('/api/orchestrators/x', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT' },
    });

    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    expect(asked.headers.get('access-control-allow-credentials')).toBe('true');
    expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
      204,
      'PUT',
    ]);
  });

  it('chains, under the default version of host.json', async () => {
    const { output, customStatus, name } = await ended(await start('durableChain'));

    expect(output).toEqual({
      outputs: ['Hei, Oslo', 'Hei, Bergen', 'Hei, Tromsø'],
      version: '1.5',
    });
    expect([customStatus, name]).toEqual(['greeted 3', 'durableChain']);
    expect((await ended(await start('parentOfVersions'))).output).toEqual(['1.5', '1.5', '0.9']);
  });

  it('transfers between entities that it locks, as often as there is enough', async () => {
    await host.fetch('/runtime/webhooks/durabletask/entities/wallet/anna?op=add', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '100',
    });
    const transfer = { from: 'anna', to: 'bo', amount: 40 };
    const checks = await Promise.all([1, 2, 3].map(async () => start('transfer', transfer)));
    const ends = await Promise.all(checks.map(ended));

    const outputs = ends.filter(({ runtimeStatus }) => runtimeStatus === 'Completed');
    expect(outputs.map(({ output }) => output)).toEqual(
      expect.arrayContaining([
        [40, 2],
        [80, 2],
      ]),
    );
    const failed = ends.filter(({ runtimeStatus }) => runtimeStatus === 'Failed');
    expect(failed.map(({ output }) => output)).toEqual([
      "Orchestrator function 'transfer' failed: insufficient funds",
    ]);
  });

  it('answers with the result in time, or with where to look later', async () => {
    const wait = async (ms: number, timeout: number) =>
      host.fetch(`/api/waiting/slow?timeout=${timeout}`, {
        method: 'POST',
        body: JSON.stringify(ms),
      });
    const inTime = await wait(10, 20_000);
    expect([inTime.status, await inTime.json()]).toEqual([200, 'took 10']);

    const late = await wait(400, 100);
    expect(late.status).toBe(202);
    expect((await ended((await late.json()) as CheckStatus)).output).toBe('took 400');
  });

  it('answers as an async HTTP API: 202 with where to look and when, then 200', async () => {
    const check = await start('waiting', { of: 'input' });
    const running = await fetch(check.statusQueryGetUri);
    expect(running.status).toBe(202);
    expect(running.headers.get('location')).toBe(check.statusQueryGetUri);
    expect(running.headers.get('retry-after')).toBe('5');
    await raise(check, 'go', { ok: true });

    const status = await ended(check);
    expect(status).toMatchObject({ runtimeStatus: 'Completed', output: { ok: true } });
    expect(status.input).toEqual({ of: 'input' });
    expect(status.createdTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const quiet = await statusOf(check, '&showInput=false&showHistory=true&showHistoryOutput=true');
    expect(quiet.input).toBeNull();
    expect(quiet.historyEvents!.map(({ EventType }) => EventType)).toEqual([
      'ExecutionStarted',
      'EventRaised',
      'ExecutionCompleted',
    ]);
  });

  it('suspends and resumes, and restarts', async () => {
    const check = await start('waiting');
    await reaches(check, ({ runtimeStatus }) => runtimeStatus === 'Running');
    expect(await post(check.suspendPostUri)).toBe(202);
    expect((await statusOf(check)).runtimeStatus).toBe('Suspended');
    expect(await raise(check, 'go', 1)).toBe(202);
    expect((await statusOf(check)).runtimeStatus).toBe('Suspended');
    expect(await post(check.resumePostUri)).toBe(202);
    expect((await ended(check)).output).toBe(1);
    expect(await post(check.suspendPostUri)).toBe(410);

    const again = await fetch(check.restartPostUri, { method: 'POST' });
    const copy = (await again.json()) as CheckStatus;
    expect([again.status, copy.id === check.id]).toEqual([202, false]);
    await post(copy.terminatePostUri, 'enough');
    expect(await ended(copy)).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    expect(await post(copy.terminatePostUri)).toBe(410);
    expect(await post(copy.terminatePostUri.replace(copy.id, 'nobody'))).toBe(404);
  });

  it('purges what has ended, and nothing else', async () => {
    const check = await start('waiting');
    const purge = async () =>
      (await fetch(check.purgeHistoryDeleteUri, { method: 'DELETE' })).status;

    expect(await purge()).toBe(412);
    await raise(check, 'go', null);
    await ended(check);
    expect(await purge()).toBe(200);
    expect(await purge()).toBe(404);
    expect((await fetch(check.statusQueryGetUri)).status).toBe(404);
  });

  it('fails with the words of what was thrown, and can be rewound', async () => {
    const check = await start('failing');
    const failed = await ended(check);

    expect(failed.runtimeStatus).toBe('Failed');
    expect(failed.output).toContain(
      "Orchestrator function 'failing' failed: Activity function 'explode' failed:  the boiler exploded",
    );
    const asError = await fetch(
      `${check.statusQueryGetUri}&returnInternalServerErrorOnFailure=true`,
    );
    expect(asError.status).toBe(500);
    expect(await post(check.rewindPostUri)).toBe(202);
    await ended(check);
  });

  it('refuses a custom status of more than 16 KB', async () => {
    expect((await ended(await start('chatty', 8_000))).runtimeStatus).toBe('Completed');

    const { runtimeStatus, output } = await ended(await start('chatty', 9_000));
    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain('must not exceed 16 KB');
  });

  it('serves the calls of its durable client', async () => {
    const { answer: id } = await client('startNew', 'waiting', { instanceId: 'by-client' });
    expect(id).toBe('by-client');
    expect((await client('startNew', 'waiting', { instanceId: 'by-client' })).error).toContain(
      'already exists',
    );
    expect((await client('startNew', 'nonsense')).error).toContain("'nonsense' doesn't exist");
    expect((await client('startNew', 'waiting', { instanceId: 'a/b' })).error).toBeDefined();
    expect((await client('raiseEvent', 'nobody', 'go', 1)).error).toContain(
      "No instance with ID 'nobody' found",
    );
    expect((await client('getStatus', 'nobody')).error).toContain('404');
    expect((await client('terminate', 'nobody', 'x')).error).toContain('nobody');
    await client('raiseEvent', 'by-client', 'go', 'went');
    await until('it ends', async () => {
      const answer = (await client('getStatus', 'by-client')).answer as Status;
      return answer.runtimeStatus === 'Completed' && answer.output === 'went';
    });
    expect(await client('rewind', 'by-client', 'x')).toHaveProperty('error');
    expect(await client('purgeInstanceHistory', 'by-client')).toEqual({
      answer: { instancesDeleted: 1 },
    });
    expect(await client('purgeInstanceHistory', 'by-client')).toEqual({
      answer: { instancesDeleted: 0 },
    });
  });

  it('finds instances by status and time, page by page', async () => {
    const from = new Date(Date.now() - 1000).toISOString();
    const checks = await Promise.all(
      Array.from({ length: 5 }, async () => start('waiting', 'paged')),
    );
    const ids = checks.map(({ id }) => id).toSorted();
    await Promise.all(
      checks.map(async (check) =>
        reaches(check, ({ runtimeStatus }) => runtimeStatus === 'Running'),
      ),
    );
    const seen: string[] = [];
    let token: string | null = '';
    const query = `runtimeStatus=Running&createdTimeFrom=${from}&top=2`;
    while (token !== null) {
      const page = await host.fetch(`/runtime/webhooks/durabletask/instances?${query}`, {
        headers: token === '' ? {} : { 'x-ms-continuation-token': token },
      });
      const statuses = (await page.json()) as Status[];
      expect(statuses.length).toBeLessThanOrEqual(2);
      seen.push(...statuses.map(({ instanceId }) => instanceId));
      token = page.headers.get('x-ms-continuation-token');
    }
    expect(seen).toEqual(expect.arrayContaining(ids));

    const filter = { createdTimeFrom: from, runtimeStatus: ['Running'] };
    const { answer } = await client('getStatusBy', filter);
    expect((answer as Status[]).map(({ instanceId }) => instanceId)).toEqual(
      expect.arrayContaining(ids),
    );
    await Promise.all(checks.map(async (check) => post(check.terminatePostUri)));
    const purged = await client('purgeInstanceHistoryBy', {
      createdTimeFrom: from,
      runtimeStatus: ['Terminated'],
    });
    expect(purged.answer).toEqual({ instancesDeleted: expect.any(Number) });
    expect(await client('getStatus', ids[0])).toHaveProperty('error');
  });
});
