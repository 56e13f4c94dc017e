import { Agent, request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';

/** Some orchestrations to run side by side, all with the same input. */
export type Workload = { orchestrator: string; input: unknown; instances: number };

const longestRunSeconds = 120;

/** Runs orchestrations through the management API, and answers with the seconds until all ended. */
export async function orchestrate(
  origin: string,
  { orchestrator, input, instances }: Workload,
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  const wait = `timeout=${longestRunSeconds}&pollingInterval=1`;
  const url = new URL(
    `/runtime/webhooks/durabletask/orchestrators/${orchestrator}?${wait}`,
    origin,
  );
  const body = JSON.stringify(input);
  const started = performance.now();
  try {
    await Promise.all(Array.from({ length: instances }, async () => post({ url, body, agent })));
    return (performance.now() - started) / 1000;
  } finally {
    agent.destroy();
  }
}

/** `fetch` would take more of the machine than what is measured. Rejects if it was not completed. */
async function post({ url, body, agent }: { url: URL; body: string; agent: Agent }): Promise<void> {
  const headers: OutgoingHttpHeaders = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) {
          resolve();
        } else {
          reject(new Error(`${url.pathname} answered ${response.statusCode}, expected 200`));
        }
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
