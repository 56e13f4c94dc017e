import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serveHealth } from '../../../../../local/cloud/serviceBus/http/serveHealth';
import { Harness } from '../aServiceBus';

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start({ q: {} }, { healthPort: 0 });
});

afterAll(() => harness.close());

describe('GET /health', () => {
  it('says that the broker is healthy, in the words of Microsoft’s emulator', async () => {
    const response = await fetch(`http://127.0.0.1:${harness.bus.healthPort}/health`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'healthy', message: 'Service is healthy.' });
  });

  it('says 503 when it is not, 404 for another path and 405 for another method', async () => {
    const server = await serveHealth(0, () => false);
    const status = async (path: string, method = 'GET') =>
      (await fetch(`http://127.0.0.1:${server.port}${path}`, { method })).status;

    expect(await status('/health')).toBe(503);
    expect(await status('/queues')).toBe(404);
    expect(await status('/health', 'POST')).toBe(405);
    await server.close();
  });
});
