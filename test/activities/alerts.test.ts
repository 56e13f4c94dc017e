import { describe, expect, it } from '@jest/globals';
import { gatherAlerts } from '../../functions/activities/gatherAlerts';
import { judgeAlerts } from '../../functions/activities/judgeAlerts';
import { readPolicy } from '../../functions/activities/readPolicy';
import { settleReceipts } from '../../functions/activities/settleReceipts';
import { nothingGathered } from '../../shared/domain/alert/folded';
import type { Folded } from '../../shared/domain/alert/folded';
import type { Evidence } from '../../shared/domain/evidence/samples';
import { circuitsOf } from '../../shared/domain/fleet';
import { minusMinutes } from '../../shared/domain/time';
import type { Telemetry } from '../../shared/ports';
import { incidentsIn } from '../../shared/records/incidents';
import { receiptsIn } from '../../shared/records/receipts';
import { releasesIn } from '../../shared/records/releases';
import { aLog } from '../support/aLog';
import { anEvidence, each, jobs } from '../support/anEvidence';
import {
  aFleet,
  aFolded,
  aPolicy,
  aReceipt,
  aRelease,
  alertBody,
  anIncident,
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

  it('know across windows, and as far back as an alert fired, what resolved before', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    const services = { receipts, settings, log: aLog() };
    const [early, late] = [minusMinutes(start, 300), start];
    const resolved = alertBody({ condition: 'Resolved', firedAt: minusMinutes(start, 310) });
    await receipts.file([aReceipt({ id: 'r', receivedAt: early, body: resolved })], early);
    await gatherAlerts({ window: early }, services);
    await receipts.file(
      [
        aReceipt({ id: 'f', body: alertBody({ firedAt: minusMinutes(start, 310) }) }),
        aReceipt({ id: 'g', body: alertBody({ id: '2', firedAt: minusMinutes(start, 1) }) }),
      ],
      late,
    );

    const folded = await gatherAlerts({ window: late }, services);

    expect(folded).toMatchObject({ standing: 1, firedLastHour: 1 });
    expect((await receipts.fold(late))?.standing).toEqual(['g']);
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
  const circuits = circuitsOf(aFleet());
  const broken = each(circuits, () => jobs((minutesAgo) => minutesAgo < 10));
  const fine = each(circuits, () => jobs(() => false));

  async function judge({
    evidence = anEvidence({ jobs: broken }),
    alerts = aFolded(),
    claim,
    endedAt,
  }: {
    evidence?: Evidence;
    alerts?: Folded;
    claim?: 'held' | 'ended' | 'free';
    endedAt?: string;
  } = {}) {
    const asked: string[] = [];
    const log = aLog();
    const blobs = new MemoryBlobs({
      'releases/Release-123.json': releaseText(),
      'releases/Release-124.json': releaseText(aRelease({ id: 'Release-124' })).slice(0, 90),
    });
    const incidents = incidentsIn(blobs);
    if (claim) {
      await incidents.save(anIncident({ id: 'earlier', status: 'closed', endedAt }));
      await incidents.claim('Release-123', 'earlier', false);
      await (claim === 'ended' && incidents.endClaim('Release-123', 'earlier'));
      await (claim === 'free' && incidents.freeClaim('Release-123', 'earlier'));
    }
    const telemetry: Telemetry = {
      evidence: async ({ now }) => {
        asked.push(now);
        return evidence;
      },
    };
    const services = { telemetry, releases: releasesIn(blobs), incidents, settings, log };
    const decision = await judgeAlerts({ alerts, now: start }, services);
    return { decision, asked, log };
  }

  it('confirms by query what the alerts hint at, and blames the release [A01] [B02]', async () => {
    const { decision, asked } = await judge();

    expect(decision).toMatchObject({
      action: 'rollBack',
      blamed: [{ release: 'Release-123', kind: 'environment', scope: { of: 'release' } }],
      failing: circuits,
    });
    expect(asked).toEqual([start]);
  });

  it('leaves alone what is well, whatever the alerts say', async () => {
    const alerts = aFolded({ rules: ['batch-job-failures'] });

    const { decision } = await judge({ evidence: anEvidence({ jobs: fine }), alerts });

    expect(decision).toMatchObject({
      action: 'ignore',
      reason: 'job failures 0 circuits, not more than 1 circuit in 30 min',
    });
  });

  it('asks nobody when no alert stands [A10]', async () => {
    const { decision, asked } = await judge({ alerts: aFolded({ standing: 0 }) });

    expect(decision).toMatchObject({ action: 'ignore', reason: 'no alert stands' });
    expect(asked).toEqual([]);
  });

  it('says what it does not know', async () => {
    const evidence: Evidence = {
      ...anEvidence({}),
      jobs: { answer: 'unknown', reason: 'partial result' },
    };

    const { decision } = await judge({ evidence });

    expect(decision).toMatchObject({ action: 'escalate', evidence: 'unknown', hold: 'unmeasured' });
    expect(decision.reason).toContain('partial result');
  });

  it('warns of metadata that cannot be read, and goes on without it', async () => {
    const { log } = await judge();

    expect(log.lines[0]).toEqual({
      level: 'warn',
      event: 'release metadata cannot be read',
      facts: { unreadable: ['releases/Release-124.json'] },
    });
  });

  it.each([
    { claim: 'held' as const, minutesAgo: 0, action: 'rollBack' },
    { claim: 'ended' as const, minutesAgo: 29, action: 'rollBack' },
    { claim: 'ended' as const, minutesAgo: 31, action: 'escalate' },
    { claim: 'free' as const, minutesAgo: 31, action: 'rollBack' },
  ])(
    'comes to $action of a release whose claim is $claim since $minutesAgo min: its alarms do not fall silent at once',
    async ({ claim, minutesAgo, action }) => {
      const { decision } = await judge({ claim, endedAt: minusMinutes(start, minutesAgo) });

      expect(decision.action).toBe(action);
    },
  );

  it('does not blame again what was rolled back in vain, and says so', async () => {
    const { decision } = await judge({ claim: 'ended', endedAt: minusMinutes(start, 31) });

    expect(decision).toMatchObject({ hold: 'rolledBack' });
    expect(decision.explanation.excluded).toEqual([
      { release: 'Release-123', why: 'rolled back already by earlier' },
    ]);
  });

  it('reads alerts as they come to a decision about the right minutes', async () => {
    const receipts = receiptsIn(new MemoryBlobs());
    const firedAt = minusMinutes(start, 5);
    await receipts.file([aReceipt({ body: alertBody({ firedAt }) })], start);
    const alerts = await gatherAlerts({ window: start }, { receipts, settings, log: aLog() });

    const { decision } = await judge({ alerts });

    expect(alerts.firstFiredAt).toBe(firedAt);
    expect(decision.action).toBe('rollBack');
  });
});

describe('readPolicy', () => {
  it('gives the policy as it is now', async () => {
    expect(await readPolicy(null, { settings })).toEqual(aPolicy());
  });
});
