import { describe, expect, it } from '@jest/globals';
import { gatherAlerts } from '../../functions/activities/gatherAlerts';
import { judgeAlerts } from '../../functions/activities/judgeAlerts';
import { readPolicy } from '../../functions/activities/readPolicy';
import { settleReceipts } from '../../functions/activities/settleReceipts';
import { nothingGathered } from '../../shared/domain/alert/folded';
import { minusMinutes } from '../../shared/domain/time';
import type { Jobs } from '../../shared/ports';
import { receiptsIn } from '../../shared/records/receipts';
import { releasesIn } from '../../shared/records/releases';
import { aLog } from '../support/aLog';
import {
  aFleet,
  aFolded,
  aPolicy,
  aReceipt,
  aRelease,
  alertBody,
  releaseText,
  start,
} from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

const settings = { policy: async () => aPolicy(), fleet: async () => aFleet() };

describe('gatherAlerts and settleReceipts', () => {
  it('fold what came in a window, once, and give every receipt its ending', async () => {
    const blobs = new MemoryBlobs();
    const receipts = receiptsIn(blobs);
    const services = { receipts, settings, log: aLog() };
    await receipts.file([aReceipt({ id: 'a' }), aReceipt({ id: 'b', body: 'no alert' })], start);

    const folded = await gatherAlerts({ window: start }, services);
    const again = await gatherAlerts({ window: start }, services);
    await settleReceipts({ window: start, fate }, services);
    await settleReceipts({ window: start, fate: { ...fate, reason: 'later' } }, services);

    expect(folded).toMatchObject({ standing: 1, circuits: [{ plant: 'P001', circuit: 'C001' }] });
    expect(again).toEqual(folded);
    expect(endingsIn(blobs)).toEqual([
      { receipt: 'b', ending: 'rejected', reason: 'not JSON: no alert' },
      { receipt: 'a', ...fate },
    ]);
  });

  it('come to nothing for an empty window', async () => {
    const services = { receipts: receiptsIn(new MemoryBlobs()), settings, log: aLog() };

    expect(await gatherAlerts({ window: start }, services)).toEqual(nothingGathered);
  });

  it('pass a fault on, to be tried again', async () => {
    const blobs = new MemoryBlobs();
    blobs.before = () => {
      throw new Error('storage is away');
    };
    const services = { receipts: receiptsIn(blobs), settings, log: aLog() };

    await expect(gatherAlerts({ window: start }, services)).rejects.toThrow('storage is away');
    await expect(settleReceipts({ window: start, fate }, services)).rejects.toThrow(
      'storage is away',
    );
  });

  it('end all receipts of a window that could not be folded as the person is called [U20]', async () => {
    const blobs = new MemoryBlobs();
    const receipts = receiptsIn(blobs);
    const unreadable = { ...settings, fleet: () => fail('fleet.json is not JSON') };
    const services = { receipts, settings: unreadable, log: aLog() };
    await receipts.file([aReceipt({ id: 'a' }), aReceipt({ id: 'b' })], start);
    await expect(gatherAlerts({ window: start }, services)).rejects.toThrow('is not JSON');

    await settleReceipts({ window: start, fate }, services);

    expect(endingsIn(blobs)).toEqual([
      { receipt: 'a', ...fate },
      { receipt: 'b', ...fate },
    ]);
  });
});

const fate = { ending: 'acted' as const, reason: 'jobs fail', incident: 'Release-123' };

async function fail(message: string): Promise<never> {
  throw new Error(message);
}

function endingsIn(blobs: MemoryBlobs): unknown {
  const { text } = blobs.texts.get('endings/20261121T004000.000Z.json') ?? { text: '{}' };
  return (JSON.parse(text) as { endings: unknown }).endings;
}

describe('judgeAlerts', () => {
  const failing = (endpoint: string, deployment: string) => ({
    endpoint,
    deployment,
    failed: 2,
    finished: 4,
  });
  const ours = ['C001', 'C002', 'C003'].map((id) =>
    failing('batch-endpoint-plant-P001', `deployment-circuit-${id}`),
  );

  async function judge(answer: Awaited<ReturnType<Jobs['endedWithin']>>, alerts = aFolded()) {
    const asked: number[] = [];
    const log = aLog();
    const blobs = new MemoryBlobs({
      'releases/Release-123.json': releaseText(),
      'releases/Release-124.json': releaseText(aRelease({ id: 'Release-124' })).slice(0, 90),
    });
    const jobs: Jobs = {
      endedWithin: async (minutes) => {
        asked.push(minutes);
        return answer;
      },
    };
    const services = { jobs, releases: releasesIn(blobs), settings, log };
    const decision = await judgeAlerts({ alerts, now: start }, services);
    return { decision, asked, log };
  }

  it('confirms by query what the alerts hint at, and blames the release [A01] [B02]', async () => {
    const { decision, asked } = await judge({ answer: 'measured', deployments: ours });

    expect(decision).toMatchObject({
      action: 'rollBackEnvironment',
      release: 'Release-123',
      failing: ['C001', 'C002', 'C003'].map((circuit) => ({ plant: 'P001', circuit })),
    });
    expect(asked).toEqual([30]);
  });

  it('does not count jobs of endpoints that are none of our business', async () => {
    const strangers = ['a', 'b', 'c'].map((name) => failing('pricing', name));

    const { decision } = await judge({ answer: 'measured', deployments: strangers });

    expect(decision).toEqual({
      action: 'ignore',
      reason: 'job failures on 0 circuits, not more than 1 in 30 min',
    });
  });

  it('asks nobody when no alert stands [A10]', async () => {
    const { decision, asked } = await judge(
      { answer: 'measured', deployments: ours },
      aFolded({ standing: 0 }),
    );

    expect(decision).toEqual({ action: 'ignore', reason: 'no alert stands' });
    expect(asked).toEqual([]);
  });

  it('says what it does not know', async () => {
    const { decision } = await judge({ answer: 'unknown', reason: 'partial result' });

    expect(decision).toMatchObject({ action: 'escalate', evidence: 'unknown' });
  });

  it('warns of metadata that cannot be read, and goes on without it', async () => {
    const { log } = await judge({ answer: 'measured', deployments: ours });

    expect(log.lines[0]).toEqual({
      level: 'warn',
      event: 'release metadata cannot be read',
      facts: { unreadable: ['releases/Release-124.json'] },
    });
  });

  it('reads alerts as they come to a decision about the right minutes', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    const firedAt = minusMinutes(start, 5);
    await receipts.file([aReceipt({ body: alertBody({ firedAt }) })], start);
    const alerts = await gatherAlerts({ window: start }, { receipts, settings, log: aLog() });

    const { decision } = await judge({ answer: 'measured', deployments: ours }, alerts);

    expect(alerts.firstFiredAt).toBe(firedAt);
    expect(decision.action).toBe('rollBackEnvironment');
  });
});

describe('readPolicy', () => {
  it('gives the policy as it is now', async () => {
    expect(await readPolicy(null, { settings })).toEqual(aPolicy());
  });
});
