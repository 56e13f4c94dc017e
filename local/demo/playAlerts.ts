import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery } from './alerts';

/** An action group tries again after these answers only, and waits this long between tries. */
const worthRetrying = new Set([408, 429, 503, 504]);
const waitsSeconds = [5, 20, 5, 40, 5];

/** Posts alerts as Azure Monitor's action groups do: side by side, in no order, with their retries. */
export async function playAlerts(
  appUrl: string,
  deliveries: readonly Delivery[],
  speed: number,
): Promise<{ posted: number; accepted: number }> {
  const posts = deliveries.flatMap(({ body, times }) => Array.from({ length: times }, () => body));
  const accepted = await Promise.all(
    posts.map((body) => post(`${appUrl}/api/alerts`, body, speed)),
  );
  return { posted: posts.length, accepted: accepted.filter(Boolean).length };
}

async function post(url: string, body: unknown, speed: number): Promise<boolean> {
  for (let attempt = 0; ; attempt += 1) {
    const status = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then(
      (response) => response.status,
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
