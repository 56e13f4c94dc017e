import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import { createTokenSource } from '../../../../local/host/managedIdentity';
import { createAppSettings } from '../../../../local/host/settings/appSettings';
import { runEngine } from '../../../support/engineRun';
import type { EngineRun } from '../../../support/engineRun';
import { startInProcessWorker } from '../../../support/inProcessWorker';
import type { InProcessWorker } from '../../../support/inProcessWorker';
import { until } from '../../../support/until';

let worker: InProcessWorker;
let run: EngineRun | undefined;

beforeAll(async () => {
  worker = await startInProcessWorker(resolve('test/fixtures/apps/oddOrchestrations.ts'));
});

afterAll(async () => worker.kill());

afterEach(async () => {
  await run?.stop();
  run = undefined;
});

type Setup = NonNullable<Parameters<typeof runEngine>[0]>;

async function anEngine(setup: Setup = {}): Promise<EngineRun> {
  run = await runEngine({ ...setup, sharedWorker: worker });
  return run;
}

async function isRunning({ client }: EngineRun, id: string): Promise<void> {
  await until(`${id} runs`, async () => {
    const { runtimeStatus } = await client.getStatus(id);
    return runtimeStatus === df.OrchestrationRuntimeStatus.Running;
  });
}

async function listen(server: Server): Promise<void> {
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('versions of orchestrations', () => {
  const versioning = { version: '1.5', match: 'CurrentOrOlder' } as const;

  it('that are newer than the host wait for a host of their version', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'versions-'));
    const storeFile = join(folder, 'store');
    const older = await anEngine({
      storeFile,
      options: { defaultVersion: '1.5', versioning: { ...versioning, onMismatch: 'Reject' } },
    });
    const mine = await older.client.startNew('tellsItsVersion');
    const newer = await older.client.startNew('tellsItsVersion', { version: '2.0' });
    await older.client.raiseEvent(newer, 'go', 1);
    await older.client.raiseEvent(mine, 'go', 1);

    expect((await older.end(mine)).output).toBe('1.5');
    expect((await older.client.getStatus(newer)).runtimeStatus).toBe('Pending');
    expect(older.log.filter((line) => line.includes('is left to wait'))).toEqual([
      expect.stringContaining("'2.0' is greater than the worker version '1.5'"),
    ]);
    await older.stop();

    const current = await anEngine({
      storeFile,
      options: { versioning: { version: '2.0', match: 'Strict', onMismatch: 'Reject' } },
    });
    expect((await current.end(newer)).output).toBe('2.0');
    rmSync(folder, { recursive: true });
  });

  it('fail at once where the host is told so', async () => {
    const engine = await anEngine({
      options: { versioning: { ...versioning, onMismatch: 'Fail' } },
    });

    const id = await engine.client.startNew('tellsItsVersion', { version: '1.6' });

    expect(await engine.end(id)).toMatchObject({
      runtimeStatus: 'Failed',
      output: "The orchestration version '1.6' is greater than the worker version '1.5'.",
    });
  });
});

describe('a start under the id of an orchestration that runs', () => {
  it('is refused, unless the host lets it take its place', async () => {
    const strict = await anEngine();
    const instanceId = 'taken';
    await strict.client.startNew('tellsItsVersion', { instanceId, version: 'first' });
    await expect(strict.client.startNew('tellsItsVersion', { instanceId })).rejects.toThrow(
      'already exists',
    );
    await strict.stop();

    const lenient = await anEngine({ options: { replacesRunning: true } });
    await lenient.client.startNew('tellsItsVersion', { instanceId, version: 'first' });
    await isRunning(lenient, instanceId);
    await lenient.client.startNew('tellsItsVersion', { instanceId, version: 'second' });
    await lenient.client.raiseEvent(instanceId, 'go', 1);
    expect((await lenient.end(instanceId)).output).toBe('second');
  });
});

describe('an orchestrator that throws something that is no error', () => {
  it('waits for ever, as in Azure, and the log says why', async () => {
    const engine = await anEngine();

    const id = await engine.client.startNew('throwsText');

    await isRunning(engine, id);
    expect(engine.log.join()).toContain('threw something without a message');
  });
});

describe('callHttp with a token source', () => {
  it("sends a token of the app's managed identity along with the request", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url, request.headers['x-identity-header']?.toString());
      const { authorization, 'x-kept': kept } = request.headers;
      const isForToken = request.url?.startsWith('/msi/token') === true;
      response.end(
        JSON.stringify(isForToken ? { access_token: 'secret' } : { authorization, kept }),
      );
    });
    await listen(server);
    const origin = originOf(server);
    const settings = { IDENTITY_ENDPOINT: `${origin}/msi/token`, IDENTITY_HEADER: 'header' };
    const engine = await anEngine({ tokenFor: createTokenSource(createAppSettings(settings)) });

    const ended = await engine.run('callsAsItself', { url: `${origin}/called` });

    expect(ended.output).toEqual([200, '{"authorization":"Bearer secret","kept":"yes"}']);
    const resource = encodeURIComponent('https://management.core.windows.net/');
    expect(asked.slice(0, 2)).toEqual([
      `/msi/token?api-version=2019-08-01&resource=${resource}`,
      'header',
    ]);
    server.close();
  });

  it('keeps credentials from where a location leads it, if that is another origin', async () => {
    const seen: unknown[] = [];
    const elsewhere = createServer((request, response) => {
      const { authorization, cookie, 'x-functions-key': key, 'x-kept': kept } = request.headers;
      seen.push({ authorization, cookie, key, kept });
      response.end('done');
    });
    const first = createServer((request, response) => {
      const { authorization, cookie, 'x-functions-key': key } = request.headers;
      seen.push({ authorization, cookie, key });
      const location = seen.length === 1 ? '/again' : originOf(elsewhere);
      response.writeHead(202, { location, 'retry-after': '0' }).end();
    });
    await Promise.all([elsewhere, first].map(listen));
    const engine = await anEngine({ tokenFor: async () => 'secret' });

    const headers = { cookie: 'c=1', 'x-functions-key': 'k' };
    const url = `${originOf(first)}/start`;
    expect((await engine.run('callsAsItself', { url, headers })).output).toEqual([200, 'done']);

    const authorization = 'Bearer secret';
    expect(seen).toEqual([
      { authorization, cookie: 'c=1', key: 'k' },
      { authorization, cookie: 'c=1' },
      { kept: 'yes' },
    ]);
    first.close();
    elsewhere.close();
  });

  it('fails with the reason when there is no token to be had', async () => {
    const engine = await anEngine();

    const { runtimeStatus, output } = await engine.run('callsAsItself', { url: engine.origin });

    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain('There is no managed identity to get a token for https://management');
  });
});
