import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until';
import { runHost } from './support/runHost';
import type { RunningHost } from './support/runHost';

let host: RunningHost;

beforeAll(async () => {
  host = await runHost('plain', { env: { FROM_OUTSIDE: 'environment' } });
});

afterAll(async () => {
  await host.kill();
});

const status = async (path: string, init?: RequestInit): Promise<number> =>
  (await host.fetch(path, init)).status;

describe('a host with a plain app', () => {
  it('lists its functions with their URLs', () => {
    expect(host.output()).toContain(`echo: [GET,POST] ${host.baseUrl}/api/echo/{id:int}/{name?}\n`);
  });

  it('passes a request in, and status, headers, cookies and body out', async () => {
    const response = await host.fetch('/API/Echo/7/x%20y?q=1&q=2', {
      method: 'POST',
      headers: { 'x-question': 'why' },
      body: 'the body',
    });

    expect(response.status).toBe(201);
    expect(response.headers.get('x-answer')).toBe('yes');
    expect(response.headers.get('set-cookie')).toBe(
      'session=a%20b; max-age=60; path=/; samesite=strict; httponly',
    );
    expect(await response.json()).toEqual({
      url: `${host.baseUrl}/API/Echo/7/x%20y?q=1&q=2`,
      method: 'POST',
      params: { id: '7', name: 'x y' },
      query: { q: '1,2' },
      header: 'why',
      body: 'the body',
      settings: ['hello', 'environment', host.baseUrl.replace('http://', '')],
    });
  });

  it('answers 404 where no route, no method and no constraint fits, without a body', async () => {
    expect(await status('/api/unknown')).toBe(404);
    expect(await status('/api/echo/7', { method: 'DELETE' })).toBe(404);
    expect(await status('/api/echo/seven')).toBe(404);
    expect(await (await host.fetch('/api/unknown')).text()).toBe('');
  });

  it('does not serve a disabled function', async () => {
    expect(await status('/api/switchedOff')).toBe(404);
  });

  it('answers 500 without a body when a handler throws, and logs what it threw', async () => {
    const response = await host.fetch('/api/throws');

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    const output = await host.says('Exception: broken on purpose');
    expect(output).toMatch(/Executed 'Functions\.throws' \(Failed, Id=[\w-]{36}, Duration=\d+ms\)/);
  });

  it('answers 204 when a handler returns nothing', async () => {
    expect(await status('/api/nothing')).toBe(204);
  });

  it('passes bytes through unchanged', async () => {
    const body = await (await host.fetch('/api/bytes')).arrayBuffer();

    expect([...new Uint8Array(body)]).toEqual([0, 1, 254, 255]);
  });

  it('runs the hooks around a handler, which see and change its inputs and its result', async () => {
    const response = await host.fetch('/api/hooked');

    expect(await response.json()).toEqual({ hooked: 'preInvocation', and: 'postInvocation' });
  });

  it('logs what a function says under its name, whichever way it says it', async () => {
    await host.fetch('/api/logs');

    await host.says('warning Function.logs.User: said through context');
    await host.says('error Function.logs.User: said through console');
    expect(host.output()).toContain('Host.Function.Console: the app starts');
  });

  it('refuses a body above 100 MB with 413', async () => {
    const refused = new Promise<number | undefined>((resolve, reject) => {
      const upload = request(`${host.baseUrl}/api/length`, {
        method: 'POST',
        headers: { 'content-length': 100 * 1024 * 1024 + 1 },
      });
      upload.on('response', ({ statusCode }) => {
        resolve(statusCode);
        upload.destroy();
      });
      upload.on('error', reject);
      upload.flushHeaders();
    });

    expect(await refused).toBe(413);
    expect(await status('/api/noop')).toBe(200);
  });

  it('survives callers that hang up', async () => {
    const caller = new AbortController();
    const call = host.fetch('/api/slow', { signal: caller.signal });
    await host.says("Executing 'Functions.slow'");
    caller.abort();
    await expect(call).rejects.toThrow('aborted');

    await host.says("Executed 'Functions.slow' (Succeeded");
    expect(await status('/api/noop')).toBe(200);
  });

  it('answers the preflight of an allowed origin, and of no other', async () => {
    const preflight = (origin: string): Promise<Response> =>
      host.fetch('/api/noop', {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });

    const allowed = await preflight('https://portal.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://portal.example');
    const foreign = await preflight('https://elsewhere.example');
    expect(foreign.status).toBe(404);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('says how it is, and what it runs', async () => {
    expect(await (await host.fetch('/')).text()).toContain('up and running');
    expect(await status('/admin/host/ping')).toBe(200);
    expect(await (await host.fetch('/admin/host/status')).json()).toMatchObject({
      state: 'Running',
    });
    expect(await (await host.fetch('/admin/functions/echo')).json()).toMatchObject({
      name: 'echo',
      invoke_url_template: `${host.baseUrl}/api/echo/{id:int}/{name?}`,
    });
    expect(await status('/admin/functions/unknown')).toBe(404);
    const all = (await (await host.fetch('/admin/functions')).json()) as { name: string }[];
    expect(all.map(({ name }) => name)).not.toContain('switchedOff');
  });

  it('takes a call by hand of what cannot be called so, and logs that it failed', async () => {
    const listed = (await (await host.fetch('/admin/functions')).json()) as { name: string }[];
    const [{ name }] = listed as [{ name: string }];
    const response = await host.fetch(`/admin/functions/${name}`, { method: 'POST', body: '{}' });

    expect(response.status).toBe(202);
    await host.says(`'Functions.${name}' cannot be started by hand`);
  });

  it('needs no key unless told to ask for it', async () => {
    expect(await status('/api/secret')).toBe(200);
  });

  it('answers 500 for a call whose process dies, and goes on with a new process', async () => {
    const before = await (await host.fetch('/api/pid')).text();

    expect(await status('/api/dies')).toBe(500);
    const after = await (await host.fetch('/api/pid')).text();

    expect(after).not.toBe(before);
  });
});

describe('the end of a host', () => {
  it('lets running functions finish, then the hooks of the app, and exits with 0', async () => {
    const ending = await runHost('plain');
    const slow = ending.fetch('/api/slow');
    await ending.says("Executing 'Functions.slow'");

    expect(await ending.stop()).toBe(0);

    expect(await (await slow).text()).toBe('done');
    expect(ending.output()).toContain('the app ends');
  });

  it('takes the app with it even when it is killed', async () => {
    const killed = await runHost('plain');
    const appPid = Number(await (await killed.fetch('/api/pid')).text());

    await killed.kill();

    await until('the process of the app is gone', () => !isAlive(appPid));
    expect(isAlive(appPid)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
