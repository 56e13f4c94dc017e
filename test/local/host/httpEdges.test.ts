import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runHost } from './support/runHost';
import type { RunningHost } from './support/runHost';

type Answer = { status: number; headers: IncomingHttpHeaders; body: string };

describe.each(['plain', 'stream'] as const)('HTTP in %s mode', (mode) => {
  let host: RunningHost;

  beforeAll(async () => {
    host = await runHost('edges', { env: { HTTP_STREAM: String(mode === 'stream') } });
  });

  afterAll(async () => {
    await host.stop();
  });

  /** Says exactly what goes over the wire, where `fetch` has ideas of its own. */
  async function send(
    path: string,
    options: { method?: string; headers?: Record<string, string | string[]>; agent?: Agent } = {},
    body?: string | Buffer,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(`${host.baseUrl}${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: Buffer.concat(chunks).toString() });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  it.each(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('takes %s', async (method) => {
    const length = { 'content-length': '2' };
    const asked = send('/api/any/a/b%20c/', { method, headers: length }, 'hi');
    const { status, headers, body } = await asked;

    expect([status, headers['x-method'], headers['x-rest']]).toEqual([200, method, 'a/b c']);
    expect(body).toMatch(method === 'GET' ? /^GET / : `${method} hi`);
  });

  it('answers HEAD with headers alone', async () => {
    const { status, headers, body } = await send('/api/any', { method: 'HEAD' });

    expect([status, headers['x-method'], headers['x-rest'], body]).toEqual([
      200,
      'HEAD',
      'none',
      '',
    ]);
  });

  it('takes the most specific of several routes', async () => {
    const bodies = await Promise.all(
      ['special', '7', '0', 'other'].map(async (item) => (await send(`/api/items/${item}`)).body),
    );

    expect(bodies).toEqual(['literal', 'by id', '0', 'other']);
  });

  it('passes repeated and empty keys, headers and cookies', async () => {
    const { body } = await send('/api/asked?q=1&q=2&empty=&q=a%2Cb', {
      headers: { 'x-many': ['a', 'b'], cookie: 'a=1; b=2' },
    });

    expect(JSON.parse(body)).toMatchObject({
      // As in Azure, where repeated keys arrive joined unless the app has the request itself.
      all: mode === 'plain' ? ['1,2,a,b'] : ['1', '2', 'a,b'],
      none: null,
      header: 'a, b',
      cookie: 'a=1; b=2',
      contentType: null,
      length: 0,
    });
  });

  it.each([
    { what: 'nothing', sent: undefined, length: 0, last: null },
    { what: 'an empty text', sent: Buffer.alloc(0), length: 0, last: null },
    { what: 'bytes that are no text', sent: Buffer.from([0, 255, 128]), length: 3, last: 128 },
    { what: 'what claims to be JSON', sent: Buffer.from('{"a":'), length: 5, last: 58 },
  ])('takes $what for a body', async ({ sent, length, last }) => {
    const headers = { 'content-type': 'application/json' };
    const { status, body } = await send('/api/asked', { method: 'POST', headers }, sent);

    expect([status, JSON.parse(body)]).toMatchObject([200, { length, last }]);
  });

  it('takes forms with files', async () => {
    const form = new FormData();
    form.set('text', 'said');
    form.set('file', new Blob(['12345']), 'five.txt');
    const response = await host.fetch('/api/form', { method: 'POST', body: form });

    expect(await response.json()).toEqual({ text: 'said', name: 'five.txt', size: 5 });
  });

  it.each([201, 204, 301, 304, 400, 418, 503])('answers %d as the app said it', async (status) => {
    const answer = await send(`/api/answer/${status}`);

    expect([answer.status, answer.headers.location, answer.body]).toEqual([status, '/there', '']);
  });

  it('answers with every header and cookie of a response', async () => {
    const { status, headers, body } = await send('/api/full');

    expect([status, headers['x-many'], body]).toEqual([203, 'a, b', 'é']);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['set-cookie']).toHaveLength(2);
    expect(headers['set-cookie']![0]).toMatch(/^one=1; Path=\/; Secure$/i);
    const [, two = ''] = headers['set-cookie']!;
    expect(two).toMatch(
      /^two=2; (?=.*domain=a.example)(?=.*expires=Sun, 09 Sep 2001 01:46:40 GMT)/i,
    );
  });

  it('answers 500 for what is no response', async () => {
    expect(await send('/api/wrong')).toMatchObject({ status: 500, body: '' });
  });

  it('runs 1,024 requests at the same time', async () => {
    const agent = new Agent({ maxSockets: 2_000 });
    const answers = await Promise.all(
      Array.from({ length: 1_024 }, async () => send('/api/gather?of=1024', { agent })),
    );

    expect(answers.filter(({ body }) => body === 'together')).toHaveLength(1_024);
  }, 30_000);

  if (mode === 'stream') {
    it('streams bodies of any length both ways, in memory that does not grow', async () => {
      const { sent } = await upload(`${host.baseUrl}/api/count`, 300);
      expect(sent).toBe(String(300 * 2 ** 20));
      const received = await download(`${host.baseUrl}/api/flood?mb=300`);
      expect(received).toBe(300 * 2 ** 20);

      expect(peakMemoryMb(host.pid)).toBeLessThan(250);
    }, 60_000);

    it('goes on when a caller hangs up in the middle of an answer', async () => {
      const caller = new AbortController();
      const response = await host.fetch('/api/flood?mb=50', { signal: caller.signal });
      await response.body!.getReader().read();
      caller.abort();

      expect((await send('/api/any')).status).toBe(200);
      expect(host.output()).not.toContain('error Host.Http');
    });
  }
});

async function upload(url: string, mb: number): Promise<{ sent: string }> {
  const chunk = Buffer.alloc(2 ** 20, 'x');
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST' }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => (text += data.toString()));
      response.on('end', () => resolve({ sent: text }));
    });
    sent.on('error', reject);
    let left = mb;
    const write = (): void => {
      while (left > 0) {
        left -= 1;
        if (!sent.write(chunk)) {
          sent.once('drain', write);
          return;
        }
      }
      sent.end();
    };
    write();
  });
}

async function download(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => (length += chunk.length));
      response.on('error', reject);
      response.on('end', () => resolve(length));
    })
      .on('error', reject)
      .end();
  });
}

/** As Linux knows it; where there is no /proc, nothing is known. */
function peakMemoryMb(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  } catch {
    return 0;
  }
}
