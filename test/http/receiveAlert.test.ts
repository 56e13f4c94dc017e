import { describe, expect, it } from '@jest/globals';
import { receiveAlert } from '../../functions/http/receiveAlert';
import type { Receipt } from '../../shared/domain/alert/receipt';
import { aLog } from '../support/aLog';
import { aRequest } from '../support/aRequest';
import { alertBody, start } from '../support/builders';

/** Posts a body to a queue that takes it in, or does not. */
async function post(body: string, outage?: Error) {
  const queue: Receipt[] = [];
  const log = aLog();
  const send = async (receipt: Receipt) => {
    if (outage) {
      throw outage;
    }
    queue.push(receipt);
  };
  const services = { alertQueue: { send }, log, now: () => start };
  const response = await receiveAlert(aRequest({ body }), services);
  return { response, queue, log };
}

describe('receiveAlert', () => {
  it.each([
    { what: 'an alert', body: alertBody() },
    { what: 'what is not JSON', body: '<html>Hello</html>' },
    { what: 'letters of every alphabet', body: '{"a":"Ä 字 🙂"}' },
  ])('takes $what in, as it stands, and answers 202 with the receipt', async ({ body }) => {
    const { response, queue } = await post(body);

    expect(response.status).toBe(202);
    expect(queue).toEqual([{ id: expect.any(String), receivedAt: start, body }]);
    expect(response.jsonBody).toEqual({ receipt: queue[0]?.id });
  });

  it('gives each delivery a receipt of its own', async () => {
    const [one, two] = [await post(alertBody()), await post(alertBody())];

    expect(one.queue[0]?.id).not.toBe(two.queue[0]?.id);
  });

  it.each(['', ' \n'])('refuses an empty body, %j, with 400', async (body) => {
    const { response, queue } = await post(body);

    expect(response).toMatchObject({
      status: 400,
      jsonBody: { error: 'The body is empty, expected an alert.' },
    });
    expect(queue).toEqual([]);
  });

  it('refuses a megabyte with 400, says how much it takes, and keeps the beginning [U20]', async () => {
    const { response, queue } = await post('x'.repeat(1024 * 1024));

    expect(response).toEqual({
      status: 400,
      jsonBody: { error: expect.stringMatching(/has 1048\d{3} bytes, at most 250000 are taken/) },
    });
    expect(queue).toEqual([
      { id: expect.any(String), receivedAt: start, body: 'x'.repeat(16_000), bytes: 1_048_576 },
    ]);
  });

  it('answers 503 where not even the beginning can be kept', async () => {
    const { response } = await post('x'.repeat(1024 * 1024), new Error('no route'));

    expect(response.status).toBe(503);
  });

  it('counts bytes as the queue does, in which a quote takes two', async () => {
    const quotes = `[${'"",'.repeat(60_000)}""]`;

    expect(Buffer.byteLength(quotes)).toBeLessThan(250_000);
    expect((await post(quotes)).response.status).toBe(400);
    expect((await post('x'.repeat(200_000))).response.status).toBe(202);
  });

  it('answers 503 with Retry-After when the queue is away, because a 500 would lose the alert', async () => {
    const { response, log } = await post(alertBody(), new Error('no route to the namespace'));

    expect(response).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
    expect(log.lines).toEqual([
      {
        level: 'warn',
        event: 'alert not taken in',
        facts: { reason: 'no route to the namespace' },
      },
    ]);
  });
});
