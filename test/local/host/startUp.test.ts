import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { aStateDir, runHost, startHostProcess } from './support/runHost';

describe('the start of a host', () => {
  it('runs an app of ECMAScript modules', async () => {
    const host = await runHost('esm');

    expect(await (await host.fetch('/api/hello')).text()).toBe('hello from a module');
    await host.kill();
  });

  it('ends a function that runs longer than functionTimeout, with its process', async () => {
    const host = await runHost('impatient');
    const pid = async (): Promise<string> => (await host.fetch('/api/pid')).text();
    const before = await pid();

    expect((await host.fetch('/api/hangs')).status).toBe(500);

    await host.says('Timeout value of 1 s was exceeded by function: Functions.hangs');
    expect(await pid()).not.toBe(before);
    await host.kill();
  });

  it("fails with the app's own words when it does not load", async () => {
    const { exited, output } = startHostProcess('broken', {});

    expect(await exited).toBe(1);
    expect(output()).toContain('unable to load entry point "index.js"');
    expect(output()).toContain('the setting QUEUE is missing');
  });

  it('fails with a plain sentence when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;

    const { exited, output } = startHostProcess('esm', { args: ['--port', String(port)] });

    expect(await exited).toBe(1);
    expect(output()).toBe(`Port ${port} is in use: choose another with --port\n`);
    other.close();
  });

  it('asks for keys when told to, and keeps those it made up', async () => {
    const state = aStateDir();
    const args = ['--enable-auth'];
    const host = await runHost('plain', { args, stateDir: state.dir });
    const keys = JSON.parse(readFileSync(join(state.dir, 'keys.json'), 'utf8')) as {
      masterKey: string;
      functionKeys: { default: string };
    };
    const statusWith = async (path: string, key?: string): Promise<number> =>
      (await host.fetch(path, key === undefined ? {} : { headers: { 'x-functions-key': key } }))
        .status;

    expect(await statusWith('/api/noop')).toBe(200);
    expect(await statusWith('/api/secret')).toBe(401);
    expect(await statusWith('/api/secret', 'wrong')).toBe(401);
    expect(await statusWith('/api/secret', keys.functionKeys.default)).toBe(200);
    expect(await statusWith(`/api/secret?code=${keys.masterKey}`)).toBe(200);
    expect(await statusWith('/admin/functions', keys.functionKeys.default)).toBe(401);
    expect(await statusWith('/admin/functions', keys.masterKey)).toBe(200);

    const admin = async (method: string, path: string, body?: object) => {
      const response = await host.fetch(`/admin/${path}`, {
        method,
        headers: { 'x-functions-key': keys.masterKey },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, text: await response.text() };
    };
    expect(JSON.parse((await admin('GET', 'host/keys')).text)).toMatchObject({
      keys: [{ name: 'default', value: keys.functionKeys.default }],
    });
    expect((await admin('GET', 'host/systemkeys')).text).toContain('durabletask_extension');
    const put = await admin('PUT', 'functions/secret/keys/mine', { name: 'mine', value: 'my-key' });
    expect([put.status, JSON.parse(put.text)]).toEqual([201, { name: 'mine', value: 'my-key' }]);
    expect(await statusWith('/api/secret', 'my-key')).toBe(200);
    expect(await statusWith('/api/noop', 'my-key')).toBe(200);
    expect((await admin('DELETE', 'functions/secret/keys/mine')).status).toBe(204);
    expect(await statusWith('/api/secret', 'my-key')).toBe(401);
    const made = JSON.parse((await admin('POST', 'host/functionkeys/made')).text) as {
      value: string;
    };
    expect(await statusWith('/api/secret', made.value)).toBe(200);
    expect((await admin('GET', 'host/keys/none')).status).toBe(404);
    expect((await admin('POST', 'host/synctriggers')).text).toBe('{"status":"success"}');
    expect((await admin('GET', 'functions/secret/status')).status).toBe(200);
    expect((await admin('POST', 'host/restart')).status).toBe(200);
    await host.says('The app runs again');
    await host.kill();

    const again = await runHost('plain', { args, stateDir: state.dir });
    expect((await again.fetch(`/api/secret?code=${keys.masterKey}`)).status).toBe(200);
    await again.kill();
    state.remove();
  });
});
