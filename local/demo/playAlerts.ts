import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery } from './alerts';

/** An action group tries again after these answers only, and waits this long between tries. */
const worthRetrying = new Set([408, 429, 503, 504]);
const waitsSeconds = [5, 20, 5, 40, 5];

/** So many posts are under way at once; more would only wait for each other in this process. */
const atOnce = 64;

export type Posting = { posted: number; accepted: number; seconds: number };

/** Posts alerts as Azure Monitor's action groups do: side by side, in no order, with their retries. */
export async function playAlerts(
  appUrl: string,
  deliveries: readonly Delivery[],
  { speed, report = () => {} }: { speed: number; report?: (posted: number, of: number) => void },
): Promise<Posting> {
  const began = Date.now();
  const posts = deliveries.flatMap(({ body, times }) => Array.from({ length: times }, () => body));
  const waiting = posts.values();
  let posted = 0;
  let accepted = 0;
  const work = async (): Promise<void> => {
    // Shared: each body goes to whoever is free next.
    for (const body of waiting) {
      const isTaken = await post(`${appUrl}/api/alerts`, body, speed);
      accepted += isTaken ? 1 : 0;
      posted += 1;
      report(posted, posts.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { posted, accepted, seconds: (Date.now() - began) / 1000 };
}

async function post(url: string, body: unknown, speed: number): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    const status = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then(
      async (response) => {
        // Read to its end, so that the connection serves the next post.
        await response.arrayBuffer();
        return response.status;
      },
      () => 503,
    );
    if (status >= 200 && status < 300) {
      return true;
    }
    const wait = waitsSeconds[attempt];
    if (wait === undefined || !worthRetrying.has(status)) {
      return false;
    }
    await delay((wait * 1000) / speed);
  }
}
