import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runHost } from './support/runHost';
import type { RunningHost } from './support/runHost';

let host: RunningHost;

beforeAll(async () => {
  host = await runHost('stream');
});

afterAll(async () => {
  await host.kill();
});

describe('a host with an app in stream mode', () => {
  it('passes a request in and its answer out, and lets query and body properties into params', async () => {
    const response = await host.fetch('/things/42?color=red&code=secret', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-question': 'why' },
      body: JSON.stringify({ size: 3, tags: ['a'], isNew: true, id: 'from the body' }),
    });

    expect(response.headers.get('x-answer')).toBe('yes');
    expect(await response.json()).toEqual({
      url: `${host.baseUrl}/things/42?color=red&code=secret`,
      params: { id: '42', color: 'red', size: '3', isNew: 'True' },
      query: { color: 'red', code: 'secret' },
      header: 'why',
      body: '{"size":3,"tags":["a"],"isNew":true,"id":"from the body"}',
    });
  });

  it('streams bodies that are no JSON, both ways', async () => {
    const sent = await host.fetch('/count', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(3_000_000),
    });
    const received = await host.fetch('/drip');

    expect(await sent.text()).toBe('3000000');
    expect(await received.text()).toBe('one two three');
  });

  it('answers 204 when a handler returns nothing, and 500 when it throws', async () => {
    expect((await host.fetch('/nothing')).status).toBe(204);
    expect((await host.fetch('/throws')).status).toBe(500);
  });

  it('answers a call whose process dies, and goes on with a new process', async () => {
    expect((await host.fetch('/dies')).status).toBeGreaterThanOrEqual(500);
    await host.says('The app runs again');
    expect((await host.fetch('/noop')).status).toBe(200);
  });
});
