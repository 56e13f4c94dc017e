import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerHealth } from '../../../../../local/cloud/serviceBus/http/answerHealth';
import { serveHttp } from '../../../../../local/cloud/serviceBus/http/serveHttp';
import { Harness } from '../aServiceBus';

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start({ q: {} }, { healthPort: 0 });
});

afterAll(() => harness.close());

describe('GET /health', () => {
  it.each(['healthPort', 'port'] as const)(
    'says on the %s that the broker is healthy, in the words of Microsoft’s emulator',
    async (port) => {
      const response = await fetch(`http://127.0.0.1:${harness.bus[port]}/health`);

      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ status: 'healthy', message: 'Service is healthy.' });
    },
  );

  it('says 503 when it is not, and 405 for another method', async () => {
    const server = await serveHttp(0, (request, response) =>
      answerHealth(request, response, false),
    );
    const status = async (method: string) =>
      (await fetch(`http://127.0.0.1:${server.port}/health`, { method })).status;

    expect(await status('GET')).toBe(503);
    expect(await status('POST')).toBe(405);
    await server.close();
  });
});

describe('any other path', () => {
  it('is that of the administration API, which wants a token', async () => {
    const response = await fetch(`http://127.0.0.1:${harness.bus.healthPort}/q`);

    expect(response.status).toBe(401);
    expect(await response.text()).toContain('<Code>401</Code>');
  });
});
