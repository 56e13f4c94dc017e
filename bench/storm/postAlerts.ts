import { Agent, request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';

export type Posted = { seconds: number; accepted: number; firstAcceptedAt: number };

/** As an action group that has much to tell: side by side, each connection used again. */
const atOnce = 64;

/** Posts bodies as fast as they are taken in. Only a 202 counts as accepted. */
export async function postAlerts(origin: string, bodies: readonly string[]): Promise<Posted> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const url = new URL('/api/alerts', origin);
  const queue = bodies.values();
  let accepted = 0;
  let firstAcceptedAt = 0;
  const work = async (): Promise<void> => {
    for (const body of queue) {
      // oxlint-disable-next-line no-await-in-loop -- a connection carries one request at a time
      if ((await post(url, body, agent)) === 202) {
        firstAcceptedAt ||= Date.now();
        accepted += 1;
      }
    }
  };
  const started = performance.now();
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
    return { seconds: (performance.now() - started) / 1000, accepted, firstAcceptedAt };
  } finally {
    agent.destroy();
  }
}

/** `fetch` would take more of the machine than what is measured. */
async function post(url: URL, body: string, agent: Agent): Promise<number | undefined> {
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => resolve(response.statusCode));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
