import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { begin } from '../../bench/chaos/begin';
import { openWays } from '../../bench/chaos/cutOff';
import { factsOf } from '../../bench/chaos/factsOf';
import { findBrokenPromises } from '../../bench/chaos/findViolations';
import { writesSince } from '../../bench/chaos/ledger';
import { startPlatform } from '../../bench/chaos/platform';
import { heldLocks, playRun, waitForWrites } from '../../bench/chaos/playRun';
import { latestRollback } from '../../local/demo/rollbackApi';

const patienceMs = 120_000;
const size = { plants: 4, circuits: 40, speed: 100 };

async function send(method: string, url: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, { method, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
  return response.json();
}

describe('a rollback of 40 circuits', () => {
  it(
    'comes to the same end, with one write a circuit, when all it runs on is killed while it writes',
    async () => {
      const platform = await startPlatform({ ...size, say: () => {} });
      try {
        const { violations, locksLeft } = await playRun(
          platform,
          [
            { victim: 'app', afterWrites: 3, delayMs: 0 },
            { victim: 'azurite', afterWrites: 12, delayMs: 10 },
            { victim: 'cloud', afterWrites: 30, delayMs: 0 },
          ],
          () => {},
        );

        expect([...violations, ...locksLeft]).toEqual([]);
      } finally {
        await platform.stop();
      }
    },
    patienceMs,
  );

  it(
    'writes nothing while it is paused, goes on without Service Bus and Logs, and starts no write after the kill switch',
    async () => {
      const ways = openWays();
      const platform = await startPlatform({
        ...size,
        restore: { writes: { burst: 4, perMinute: 240 } },
        through: ways.through,
        say: () => {},
      });
      try {
        const { cloud, appUrl } = platform;
        const begun = await begin(platform);
        await waitForWrites(platform, begun, 6);
        const { id } = (await latestRollback(appUrl))!;
        const hand = { reason: 'to look at it', requestedBy: 'on-call' };

        const paused = await send('POST', `${appUrl}/api/rollbacks/${id}/pause`, hand);
        const writesThen = (await writesSince(cloud, begun.mark)).length;
        await Promise.all([ways.to('serviceBus').cut(), ways.to('logs').cut()]);
        await pause(1_500);
        const writesLater = (await writesSince(cloud, begun.mark)).length;

        expect(paused).toMatchObject({ id, state: 'paused', by: 'on-call' });
        expect(writesLater).toBe(writesThen);

        await send('POST', `${appUrl}/api/rollbacks/${id}/resume`, hand);
        await waitForWrites(platform, begun, writesThen + 4);
        await send('PUT', `${appUrl}/api/kill-switch`, { on: true, ...hand });
        const acknowledgedAt = new Date().toISOString();
        const facts = await factsOf(platform, begun);

        const [incident] = facts.stored.incidents;
        const ends = incident!.outcomes.map(({ status }) => status);
        const restored = ends.filter((status) => status === 'restored').length;
        const writes = await writesSince(cloud, begun.mark);
        expect(writes.filter(({ at }) => at > acknowledgedAt)).toEqual([]);
        expect(restored).toBe(facts.operations.length);
        expect(restored).toBeGreaterThanOrEqual(writesThen + 4);
        expect(restored).toBeLessThan(40);
        expect(ends.filter((status) => status === 'untouched')).toHaveLength(40 - restored);
        expect(incident).toMatchObject({ status: 'open' });
        expect(findBrokenPromises(facts)).toEqual([]);
        expect(await heldLocks(platform)).toEqual([]);
      } finally {
        await platform.stop();
        await ways.close();
      }
    },
    patienceMs,
  );
});
