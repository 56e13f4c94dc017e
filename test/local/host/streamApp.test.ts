import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until';
import { runHost } from './support/runHost';
import type { RunningHost } from './support/runHost';

let host: RunningHost;

/** Sends so many bytes, and answers with how many came back. */
async function exchange(path: string, size: number): Promise<number> {
  const piece = Buffer.alloc(65_536, 1);
  const pieces = function* () {
    for (let sent = 0; sent < size; sent += piece.length) {
      yield piece;
    }
  };
  const url = new URL(host.baseUrl + path);
  const sent = request(url, { method: size > 0 ? 'POST' : 'GET' });
  const uploaded = pipeline(Readable.from(pieces()), sent);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  let received = 0;
  for await (const chunk of answer) {
    received += (chunk as Buffer).length;
  }
  await uploaded;
  return received;
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

function mostMemoryMb(pid: number): number {
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) / 1024;
}

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

  it.each(['init', 'response'])(
    'takes no more of a body from the app than its caller reads, and none once it is gone (%s)',
    async (as) => {
      const poured = async () =>
        (await (await host.fetch('/poured')).json()) as { bytes: number; isOver: boolean };
      const gone = new AbortController();
      const { body } = await host.fetch(`/pour?bytes=${2 ** 40}&as=${as}`, { signal: gone.signal });
      const reader = body!.getReader();
      await reader.read();

      let before = -1;
      const { bytes } = await until(
        'nothing more is taken',
        async () => {
          const now = await poured();
          const isStill = now.bytes === before;
          before = now.bytes;
          return isStill && now;
        },
        { everyMs: 200 },
      );
      expect(bytes).toBeLessThan(64 * 2 ** 20);
      gone.abort();
      await until('the app is told', async () => (await poured()).isOver);
    },
  );

  it('holds no body in memory, neither in the host nor in the process of the app', async () => {
    const size = 256 * 2 ** 20;
    const up = await exchange('/count', size);
    const down = await exchange(`/pour?bytes=${size}`, 0);
    const through = await exchange('/through', size / 2);

    expect([up, down, through]).toEqual([String(size).length, size, size / 2]);
    for (const pid of [host.pid, ...childrenOf(host.pid)]) {
      expect(mostMemoryMb(pid)).toBeLessThan(300);
    }
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
