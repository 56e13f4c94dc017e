import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { Services } from '../../shared/ports';

/** What a queue message of the standard tier holds, 256 KB, less what the message adds. */
const maxBytes = 250_000;

/**
 * POST /api/alerts: takes in what an action group posts, whatever it is, and judges nothing.
 *
 * Answers 503 when it cannot be stored, because Azure Monitor tries again after 408, 429, 503 and
 * 504 only; a 500 would lose the alert.
 */
export async function receiveAlert(
  request: HttpRequest,
  { alertQueue, log, now }: Pick<Services, 'alertQueue' | 'log' | 'now'>,
): Promise<HttpResponseInit> {
  const receipt = { id: randomUUID(), receivedAt: now(), body: await request.text() };
  // As a text within JSON a body grows: each of its quotes takes two bytes.
  const bytes = Buffer.byteLength(JSON.stringify(receipt));
  if (bytes > maxBytes) {
    const error = `As a message the alert has ${bytes} bytes, at most ${maxBytes} are taken.`;
    return { status: 413, jsonBody: { error } };
  }

  try {
    await alertQueue.send(receipt);
  } catch (error) {
    log.warn('alert not taken in', { reason: error instanceof Error ? error.message : 'unknown' });
    return {
      status: 503,
      headers: { 'Retry-After': '5' },
      jsonBody: { error: 'The alert could not be stored; send it again.' },
    };
  }
  return { status: 202, jsonBody: { receipt: receipt.id } };
}
