import { setTimeout as pause } from 'node:timers/promises';
import { place, versions } from '../../local/demo/place';
import type { Row } from '../group';
import { begin } from './begin';
import { openWays } from './cutOff';
import type { Service } from './cutOff';
import { factsOf } from './factsOf';
import { findViolations } from './findViolations';
import { startPlatform } from './platform';
import { heldLocks, waitForWrites } from './playRun';

type Outage = {
  service: Service;
  /** How long; without it, until the incident has ended. */
  seconds?: number;
};

const outages: readonly Outage[] = [
  { service: 'blob', seconds: 75 },
  { service: 'serviceBus' },
  { service: 'logs' },
  { service: 'resourceManager', seconds: 20 },
];

const size = { plants: 4, circuits: 40, speed: 100 };

/** An operation may take longer than any outage: what is given up in time is no finding. */
const restore = { writes: { burst: 4, perMinute: 240 }, operationTimeoutMinutes: 5 };
const writesBefore = 8;

type Asked = { signal: AbortSignal; say: (line: string) => void };

/** Cuts the app off from one service at a time, in the middle of a rollback. */
export async function dependencies({ signal, say }: Asked): Promise<Row[]> {
  const rows: Row[] = [];
  for (const outage of outages) {
    signal.throwIfAborted();
    // oxlint-disable-next-line no-await-in-loop -- one platform at a time
    const { violations, seconds } = await cutOff(outage);
    const name = `chaos/dependencies/${outage.service}`;
    say(`${outage.service}: ${seconds.toFixed(1)} s, ${violations.length} violations`);
    violations.forEach((violation) => say(`${outage.service}: ${violation}`));
    rows.push({ name: `${name}/violations`, value: violations.length, unit: '' });
    rows.push({ name: `${name}/seconds`, value: seconds, unit: 's' });
  }
  return rows;
}

async function cutOff({
  service,
  seconds,
}: Outage): Promise<{ violations: string[]; seconds: number }> {
  const ways = openWays();
  const platform = await startPlatform({ ...size, restore, through: ways.through, say: () => {} });
  try {
    const begun = await begin(platform);
    await waitForWrites(platform, begun, writesBefore);
    await ways.to(service).cut();
    if (seconds !== undefined) {
      await pause(seconds * 1000);
      await ways.to(service).mend();
    }
    const facts = await factsOf(platform, begun);
    const locks = await heldLocks(platform);
    const [end = ''] = facts.stored.incidents.map(({ endedAt }) => endedAt);
    return {
      violations: [
        ...findViolations(facts, `${place.environment}:${versions.good}`),
        ...locks.map((name) => `${name} is left locked`),
      ],
      seconds: (Date.parse(end) - begun.beganAt) / 1000,
    };
  } finally {
    await platform.stop();
    await ways.close();
  }
}
