import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Receipt } from '../../shared/domain/alert/receipt';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'alertQueue' | 'log' | 'now'>;

/** What a queue message of the standard tier holds, 256 KB, less what the message adds. */
const maxBytes = 250_000;

/** Of a body that is too long, so much is kept: the essentials come first. */
const keptCharacters = 16_000;

/**
 * POST /api/alerts: takes in what an action group posts, whatever it is, and judges nothing.
 *
 * - 202: it is on the queue, and will come to an ending.
 * - 503: it could not be stored. Azure Monitor tries again after 408, 429, 503 and 504 only; a 500
 *   would lose the alert.
 * - 400: it says nothing, or more than an alert may. Of what is too long the beginning is kept, as
 *   a receipt that ends as rejected; the alert itself is found again by the audit.
 */
export async function receiveAlert(
  request: HttpRequest,
  services: Needs,
): Promise<HttpResponseInit> {
  const body = await request.text();
  if (body.trim() === '') {
    services.log.warn('empty alert refused');
    return { status: 400, jsonBody: { error: 'The body is empty, expected an alert.' } };
  }
  const receipt = { id: randomUUID(), receivedAt: services.now(), body };
  const bytes = bytesAsMessage(receipt);
  if (bytes <= maxBytes) {
    const taken = { status: 202, jsonBody: { receipt: receipt.id } };
    return (await store(receipt, services)) ?? taken;
  }
  const cut = { ...receipt, body: body.slice(0, keptCharacters), bytes: Buffer.byteLength(body) };
  const error = `As a message the alert has ${bytes} bytes, at most ${maxBytes} are taken. Its beginning is kept as receipt ${receipt.id}.`;
  return (await store(cut, services)) ?? { status: 400, jsonBody: { error } };
}

/** Undefined once the receipt is on the queue; else what the caller has to hear. */
async function store(
  receipt: Receipt,
  { alertQueue, log }: Needs,
): Promise<HttpResponseInit | undefined> {
  try {
    await alertQueue.send(receipt);
    return undefined;
  } catch (error) {
    log.warn('alert not taken in', { reason: error instanceof Error ? error.message : 'unknown' });
    return {
      status: 503,
      headers: { 'Retry-After': '5' },
      jsonBody: { error: 'The alert could not be stored; send it again.' },
    };
  }
}

/** As a text within JSON a body grows: each of its quotes takes two bytes. */
function bytesAsMessage(receipt: Receipt): number {
  // No character takes more than six bytes, and few are so long that it has to be known exactly.
  return receipt.body.length * 6 < maxBytes
    ? receipt.body.length
    : Buffer.byteLength(JSON.stringify(receipt));
}
