import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { functionKey, startApp } from './appServer';
import { documentIn, ripcord } from './ripcord';

const running: { stop: () => Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  running.push({
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function appWithKeys(): Promise<string> {
  const app = await startApp({ needsKey: true });
  running.push(app);
  return app.url;
}

describe('the way to the app', () => {
  it('sends the function key of --key or RIPCORD_KEY, and never prints it', async () => {
    const url = await appWithKeys();

    const byOption = await ripcord(`list --url ${url} --key ${functionKey}`);
    const bySetting = await ripcord('list --json', {
      RIPCORD_URL: url,
      RIPCORD_KEY: functionKey,
    });

    expect([byOption.exit, bySetting.exit]).toEqual([0, 0]);
    expect(JSON.stringify([byOption, bySetting])).not.toContain(functionKey);
  });

  it('says of a key that is missing or wrong which of both it is', async () => {
    const url = await appWithKeys();

    expect(await ripcord(`list --url ${url}`)).toMatchObject({
      exit: 1,
      err: expect.stringContaining('401, it wants a key: --key, or RIPCORD_KEY'),
    });
    const refused = await ripcord(`list --url ${url} --key wrong-one`);
    expect(refused.err).toContain('401, it refuses the key');
    expect(refused.err).not.toContain('wrong-one');
  });

  it('takes an address with /api or a slash at its end for the same', async () => {
    const app = await startApp();
    running.push(app);

    await ripcord(`list --url ${app.url}/api/`);

    expect(app.requests).toEqual(['GET /api/rollbacks']);
  });

  it.each([
    { what: 'a page of another program', status: 200, body: '<html>', says: /not one that this/ },
    {
      what: 'a path that is not there',
      status: 404,
      body: 'Not Found',
      says: /404, found Not Found/,
    },
    { what: 'a fault of the app', status: 500, body: '', says: /500, found nothing/ },
    { what: 'a gateway without an app', status: 503, body: 'away', says: /503, found away/ },
    { what: 'a redirect to a login', status: 302, body: '', says: /302, found nothing/ },
  ])('takes $what for no app', async ({ status, body, says }) => {
    const url = await serve((_, response) => {
      response.writeHead(status, { Location: 'http://127.0.0.1:1/' }).end(body);
    });

    const ended = await ripcord(`list --json --url ${url}`);

    expect(ended).toMatchObject({ exit: 3, err: expect.stringMatching(says) });
    expect(documentIn(ended)).toMatchObject({ exit: 3, error: expect.stringMatching(says) });
  });

  it('gives up on an answer that takes too long', async () => {
    const url = await serve(() => {});

    expect(await ripcord(`list --url ${url} --timeout 0.05`)).toMatchObject({
      exit: 3,
      err: expect.stringContaining('it took too long'),
    });
  });

  it('shows nothing of an answer that could steer a terminal', async () => {
    const url = await serve((_, response) => {
      response.writeHead(404).end(JSON.stringify({ error: '\u001B[2Jgone' }));
    });

    expect((await ripcord(`status x --url ${url}`)).err).toBe('ripcord: \uFFFD[2Jgone\n');
  });
});
