import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { healthRoute } from '../../../../local/cloud/control/healthRoute';
import type { ServiceStatus } from '../../../../local/cloud/control/healthRoute';
import type { ControlRoute } from '../../../../local/cloud/control/route';
import { startControl } from '../../../../local/cloud/control/startControl';
import type { ControlService } from '../../../../local/cloud/control/startControl';

const statuses: Record<string, ServiceStatus> = { blob: 'healthy', serviceBus: 'healthy' };
const logged: string[] = [];

const routes: ControlRoute[] = [
  healthRoute(() => statuses),
  {
    method: 'POST',
    path: '/queues/{queue}/messages/{id}',
    handle: ({ params, query, body }) => ({
      status: 200,
      body: { params, query: Object.fromEntries(query), body },
    }),
  },
  { method: 'DELETE', path: '/journal', handle: async () => ({ status: 204 }) },
  {
    method: 'GET',
    path: '/broken',
    handle() {
      throw new Error('the journal is closed');
    },
  },
];

let control: ControlService;

beforeAll(async () => {
  control = await startControl({ port: 0, routes, log: (line) => logged.push(line) });
});

afterAll(async () => {
  await control.close();
});

describe('the control server', () => {
  it('hands a route its parameters, query and body, and answers with what it says', async () => {
    const answer = await call('/queues/alerts%20in/messages/7?peek=1', {
      method: 'POST',
      body: '[1]',
    });

    expect(answer).toEqual({
      status: 200,
      body: { params: { queue: 'alerts in', id: '7' }, query: { peek: '1' }, body: [1] },
    });
  });

  it('hands a route no body when none was sent', async () => {
    const answer = await call('/queues/alerts/messages/7', { method: 'POST' });

    expect(answer.body).not.toHaveProperty('body');
  });

  it('answers without a body when the route has none', async () => {
    expect(await call('/journal', { method: 'DELETE' })).toEqual({ status: 204, body: undefined });
  });

  it.each([
    { path: '/nowhere', says: 'There is no GET /nowhere.' },
    { path: '/queues//messages/7', says: 'There is no GET /queues//messages/7.' },
    { path: '/queues/%ZZ/messages/7', says: 'There is no GET /queues/%ZZ/messages/7.' },
    { path: '/journal', says: 'There is no GET /journal; it takes DELETE.' },
  ])('answers 404 for $path', async ({ path, says }) => {
    expect(await call(path)).toEqual({ status: 404, body: { error: says } });
  });

  it('answers 400 for a body that is not JSON, and says where it goes wrong', async () => {
    expect(await call('/queues/a/messages/1', { method: 'POST', body: '{"a":' })).toEqual({
      status: 400,
      body: { error: expect.stringMatching(/^The body is not JSON: .*JSON/) },
    });
  });

  it('answers 413 for a body of more than 64 MB', async () => {
    const body = Buffer.alloc(64 * 1024 * 1024 + 1, 0x20);

    const { status } = await call('/queues/a/messages/1', { method: 'POST', body });

    expect(status).toBe(413);
  });

  it('answers 500 for a route that throws, and logs it', async () => {
    expect(await call('/broken')).toEqual({
      status: 500,
      body: { error: 'the journal is closed' },
    });
    expect(logged).toContain('control: GET /broken failed: the journal is closed');
  });

  it('says that all is healthy, or which service is not', async () => {
    expect(await call('/health')).toEqual({
      status: 200,
      body: { status: 'healthy', services: { blob: 'healthy', serviceBus: 'healthy' } },
    });

    statuses['blob'] = 'restarting';

    expect(await call('/health')).toEqual({
      status: 503,
      body: { status: 'unhealthy', services: { blob: 'restarting', serviceBus: 'healthy' } },
    });
  });
});

async function call(path: string, options: RequestInit = {}) {
  const response = await fetch(`${control.url}${path}`, options);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}
