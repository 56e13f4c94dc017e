import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { HOST } from '../control/listen';
import { hasCode } from './hasCode';
import { readIfPresent } from './readIfPresent';

/** Above every port that `fetch` refuses to call, the highest of which is 10080. */
const lowest = 12_000;

/** Where systems that do not say begin to hand out ports by themselves; Linux's usual choice. */
const usualStart = 32_768;

const attempts = 100;

/**
 * The first of `count` neighbouring ports of 127.0.0.1 that are free, and that the system hands out
 * to nobody by itself, so that they are still free after a crash. Undefined if it leaves none alone.
 */
export async function quietPorts(
  count: number,
  { from = lowest, rangeFile = '/proc/sys/net/ipv4/ip_local_port_range' } = {},
): Promise<number | undefined> {
  const end = (await startOfHandedOut(rangeFile)) - count;
  if (end < from) {
    return undefined;
  }
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const base = randomInt(from, end + 1);
    if (await areFree(base, count)) {
      return base;
    }
  }
  return undefined;
}

async function startOfHandedOut(rangeFile: string): Promise<number> {
  const [start = ''] = ((await readIfPresent(rangeFile)) ?? '').trim().split(/\s+/);
  return /^\d+$/.test(start) ? Number(start) : usualStart;
}

async function areFree(base: number, count: number): Promise<boolean> {
  const ports = Array.from({ length: count }, (_, index) => base + index);
  return (await Promise.all(ports.map(isFree))).every(Boolean);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, HOST), 'listening');
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE') || hasCode(error, 'EACCES')) {
      return false;
    }
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}
