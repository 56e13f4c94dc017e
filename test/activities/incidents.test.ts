import { describe, expect, it } from '@jest/globals';
import { closeIncident } from '../../functions/activities/closeIncident';
import { openIncident } from '../../functions/activities/openIncident';
import { reportDrift } from '../../functions/activities/reportDrift';
import type { Outcome } from '../../shared/domain/deployment';
import type { Incident } from '../../shared/domain/incident';
import type { Services } from '../../shared/ports';
import { incidentsIn } from '../../shared/records/incidents';
import { ledgerIn } from '../../shared/records/ledger';
import { quarantineIn } from '../../shared/records/quarantine';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { signerIn } from '../../shared/records/signer';
import { verifyReceipt } from '../../shared/domain/receipt/verifyReceipt';
import { aLog } from '../support/aLog';
import { plusSeconds } from '../../shared/domain/time';
import {
  aFleet,
  aPolicy,
  aReport,
  after,
  anIncident,
  before,
  ended,
  restored,
  someTargets,
  start,
} from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

function aPlace() {
  const blobs = new MemoryBlobs();
  const incidents = incidentsIn(blobs);
  const settings = { policy: async () => aPolicy(), fleet: async () => aFleet() };
  const rollbacks = rollbacksIn(blobs);
  const services = {
    signer: signerIn(blobs),
    incidents,
    ledger: ledgerIn(blobs),
    quarantine: quarantineIn(blobs),
    rollbacks,
    settings,
    log: aLog(),
  };
  return { blobs, incidents, rollbacks, services };
}

const byPerson = { by: 'person' as const };

describe('openIncident', () => {
  it('keeps with the incident how far it reaches, as it was known when it began [B09] [B10]', async () => {
    const { incidents, services } = aPlace();

    await openIncident(anIncident({ severity: 'Sev1' }), services);

    expect((await incidents.read(anIncident().id))?.assessment).toMatchObject({
      component: { of: 'environment', name: 'the environment of Release-123' },
      severity: 'Sev1',
      circuits: 1,
      plants: 1,
    });
  });

  it('opens an incident about bad settings without them', async () => {
    const { incidents, services } = aPlace();
    const policy = () => Promise.reject(new Error('policy.json: found 5'));
    const settings = { ...services.settings, policy };

    await openIncident(anIncident(), { ...services, settings });

    expect(await incidents.read(anIncident().id)).toEqual(anIncident());
    expect(services.log.lines).toContainEqual({
      level: 'warn',
      event: 'incident not assessed',
      facts: { incident: anIncident().id, error: 'Error: policy.json: found 5' },
    });
  });

  it('puts an incident on record, and takes hold of its release', async () => {
    const { incidents, services } = aPlace();

    expect(await openIncident(anIncident(), services)).toEqual({ status: 'opened' });
    expect(await incidents.read(anIncident().id)).toMatchObject(anIncident());
    expect(await incidents.claimOf('Release-123')).toMatchObject({ incident: anIncident().id });
  });

  it('does it twice and has done it once', async () => {
    const { incidents, services } = aPlace();
    await openIncident(anIncident(), services);

    expect(await openIncident(anIncident(), services)).toEqual({ status: 'opened' });
    expect(await incidents.list()).toHaveLength(1);
    expect(services.log.lines).toHaveLength(1);
  });

  it('finishes what a crash between its two writes left undone', async () => {
    const { incidents, services } = aPlace();
    await incidents.claim('Release-123', anIncident().id, false);

    expect(await openIncident(anIncident(), services)).toEqual({ status: 'opened' });
    expect(await incidents.read(anIncident().id)).toMatchObject(anIncident());
  });

  it.each<{ what: string; over: Partial<Incident>; isOver: boolean; status: string }>([
    { what: 'held by another', over: {}, isOver: false, status: 'running' },
    { what: 'rolled back already', over: {}, isOver: true, status: 'ended' },
    { what: 'held by another', over: { origin: byPerson }, isOver: false, status: 'running' },
  ])('refuses a release that is $what ($over.origin.by)', async ({ over, isOver, status }) => {
    const { incidents, services } = aPlace();
    await incidents.claim('Release-123', 'earlier', false);
    if (isOver) {
      await incidents.endClaim('Release-123', 'earlier');
    }

    expect(await openIncident(anIncident(over), services)).toEqual({ status, incident: 'earlier' });
    expect(await incidents.list()).toEqual([]);
  });

  const two = anIncident({
    blamed: [
      { release: 'Release-124', kind: 'model', scope: { of: 'release' } },
      { release: 'Release-123', kind: 'environment', scope: { of: 'release' } },
    ],
  });

  it('takes hold of all releases that are blamed', async () => {
    const { incidents, services } = aPlace();

    expect(await openIncident(two, services)).toEqual({ status: 'opened' });
    for (const release of ['Release-123', 'Release-124']) {
      expect(await incidents.claimOf(release)).toMatchObject({ incident: two.id, status: 'held' });
    }
  });

  it('takes hold of none when one of them is held by another, and leaves the others to anybody', async () => {
    const { incidents, services } = aPlace();
    await incidents.claim('Release-124', 'earlier', false);

    expect(await openIncident(two, services)).toEqual({ status: 'running', incident: 'earlier' });
    expect(await incidents.claimOf('Release-123')).toMatchObject({ status: 'free' });
    expect(await openIncident(anIncident({ id: 'later' }), services)).toEqual({ status: 'opened' });
    expect(await incidents.claimOf('Release-123')).toMatchObject({ incident: 'later' });
  });

  it('lets a person roll back again what was rolled back already', async () => {
    const { incidents, services } = aPlace();
    await incidents.claim('Release-123', 'earlier', false);
    await incidents.endClaim('Release-123', 'earlier');

    const opening = await openIncident(anIncident({ origin: byPerson }), services);

    expect(opening).toEqual({ status: 'opened' });
  });

  it.each([
    { minutes: 29, earlier: 'closed' as const, status: 'ended' },
    { minutes: 31, earlier: 'closed' as const, status: 'relapsed' },
    { minutes: 31, earlier: 'open' as const, status: 'running' },
  ])(
    'says $status of a release whose rollback ended $earlier $minutes min before',
    async ({ minutes, earlier, status }) => {
      const { incidents, services } = aPlace();
      await incidents.claim('Release-123', 'earlier', false);
      await incidents.endClaim('Release-123', 'earlier');
      await incidents.save(anIncident({ id: 'earlier', status: earlier, endedAt: start }));

      const openedAt = plusSeconds(start, minutes * 60);
      const opening = await openIncident(anIncident({ openedAt }), services);

      expect(opening).toEqual({ status, incident: 'earlier' });
    },
  );

  it('writes the report of what waits for a person from the start', async () => {
    const { incidents, services } = aPlace();
    const { release: _, ...incident } = anIncident({ kind: 'unexplained', status: 'open' });

    await openIncident(incident, services);

    expect((await incidents.report(incident.id))?.markdown).toContain('A person is needed');
  });

  it('merges unexplained trouble into the incident that is open for it', async () => {
    const { services } = aPlace();
    const { release: _, ...unexplained } = anIncident({ id: 'unexplained-1', kind: 'unexplained' });
    await openIncident(unexplained, services);

    const later = { ...unexplained, openedAt: '2026-11-21T00:50:00.000Z' };

    expect(await openIncident(later, services)).toEqual({
      status: 'running',
      incident: 'unexplained-1',
    });
  });

  it('throws when storage is away, and has then opened nothing', async () => {
    const { blobs, incidents, services } = aPlace();
    blobs.before = () => {
      throw new Error('storage is away');
    };
    await expect(openIncident(anIncident(), services)).rejects.toThrow('storage is away');
    blobs.before = () => undefined;

    expect(await incidents.list()).toEqual([]);
  });
});

/** What stands in the ledger. */
async function ledgerOf({ ledger }: Pick<Services, 'ledger'>) {
  let entries: object[] = [];
  await ledger.begin({ incident: 'nobody', at: anIncident().openedAt }, (found) => {
    entries = found.entries;
    return { targets: [] };
  });
  return entries;
}

describe('closeIncident', () => {
  const cause = { incident: anIncident().id };
  const end = { cause, phases: aReport().phases.slice(1), endedAt: '2026-11-21T00:43:05.000Z' };
  const plan = {
    releases: ['Release-123'],
    strategy: 'emergency' as const,
    waves: [{ plants: [{ plant: 'P001', targets: someTargets(2) }] }],
    alreadyThere: [ended('untouched', 'already there', someTargets(3)[2])],
    blocked: [],
    notes: ['the metadata of Release-123 has no hash'],
  };

  it('writes the report from what is on record, and lets go of the release', async () => {
    const { incidents, rollbacks, services } = aPlace();
    await openIncident(anIncident(), services);
    await rollbacks.savePlan(anIncident().id, plan);
    const begun = { incident: anIncident().id, at: anIncident().openedAt };
    await services.ledger.begin(begun, () => ({ targets: someTargets(2) }));
    await rollbacks.saveWave(anIncident().id, 0, plan.waves[0]!.plants);
    const outcomes = someTargets(2).map(restored);
    const part = { cause, wave: 0, plant: 'P001' };
    await rollbacks.saveOutcomes(part, { claimed: outcomes, outcomes });

    const closed = await closeIncident(end, services);

    const tally = { restored: 2, untouched: 1, unverified: 0, failed: 0 };
    expect(closed).toEqual({ status: 'closed', tally });
    const report = (await incidents.report(anIncident().id))?.report;
    expect(report?.incident.outcomes).toEqual([...plan.alreadyThere, ...outcomes]);
    expect(report?.notes).toEqual(plan.notes);
    expect(report?.phases).toEqual(aReport().phases);
    expect(report?.checks.slice(0, 2).map(({ result }) => result)).toEqual(['passed', 'passed']);
    expect(await services.quarantine.read()).toMatchObject({
      entries: [{ asset: after, kind: 'environment', incident: anIncident().id }],
    });
    expect(await ledgerOf(services)).toMatchObject([
      {
        incident: anIncident().id,
        at: end.endedAt,
        running: false,
        taken: [{ kind: 'environment', plants: { P001: ['C001', 'C002'] } }],
      },
    ]);
    expect(await incidents.claimOf('Release-123')).toMatchObject({ status: 'ended' });
    expect(services.log.lines.at(-1)).toMatchObject({
      event: 'incident reported',
      facts: { incident: anIncident().id, status: 'closed', restored: 2, failed: 0 },
    });
  });

  it('names the circuits of a part that nobody put on record as unverified', async () => {
    const { rollbacks, services } = aPlace();
    await openIncident(anIncident(), services);
    await rollbacks.savePlan(anIncident().id, plan);
    await rollbacks.saveWave(anIncident().id, 0, plan.waves[0]!.plants);

    expect(await closeIncident(end, services)).toEqual({
      status: 'open',
      tally: { restored: 0, untouched: 1, unverified: 2, failed: 0 },
    });
  });

  it('issues a receipt that can be verified without us, and gives it again when it is asked twice [U02]', async () => {
    const { incidents, rollbacks, services } = aPlace();
    await openIncident(anIncident(), services);
    await rollbacks.savePlan(anIncident().id, plan);
    await rollbacks.saveWave(anIncident().id, 0, plan.waves[0]!.plants);
    const hash = 'a'.repeat(64);
    const proof = { operation: 'op/1', expected: hash, observed: hash, observedAt: start };
    const outcomes = someTargets(2).map((target) => ({ ...restored(target), proof }) as Outcome);
    await rollbacks.saveOutcomes(
      { cause, wave: 0, plant: 'P001' },
      { claimed: outcomes, outcomes },
    );

    await closeIncident(end, services);
    const receipt = await incidents.receipt(anIncident().id);
    await closeIncident(end, services);

    expect(verifyReceipt(receipt, await services.signer.publicKey())).toMatchObject({
      isGenuine: true,
      isProven: true,
      findings: [],
      counts: { restored: 2, proven: 2, other: 1 },
    });
    expect(await incidents.receipt(anIncident().id)).toEqual(receipt);
  });

  it('says of circuits that no wave came to that they are untouched, and why', async () => {
    const { incidents, rollbacks, services } = aPlace();
    await openIncident(anIncident(), services);
    await rollbacks.savePlan(anIncident().id, plan);

    const { tally } = await closeIncident({ ...end, rest: 'they are in order' }, services);

    expect(tally).toEqual({ restored: 0, untouched: 3, unverified: 0, failed: 0 });
    expect((await incidents.report(anIncident().id))?.report.incident.outcomes[1]).toEqual(
      ended('untouched', 'they are in order'),
    );
  });

  it('keeps hold of the release while the report cannot be written', async () => {
    const { blobs, incidents, services } = aPlace();
    await openIncident(anIncident(), services);
    blobs.before = ({ name }) => {
      if (name.endsWith('report.md')) {
        throw new Error('storage is away');
      }
    };

    await expect(closeIncident(end, services)).rejects.toThrow('storage is away');
    expect(await incidents.claimOf('Release-123')).toMatchObject({ status: 'held' });
  });

  it('reports an incident that blames no release', async () => {
    const { incidents, services } = aPlace();
    const { release: _, ...incident } = anIncident();
    await openIncident(incident, services);

    await closeIncident({ ...end, trouble: 'nothing to roll back' }, services);

    expect((await incidents.report(incident.id))?.report.checks).toEqual([]);
  });

  it('refuses to close what was never opened', async () => {
    await expect(closeIncident(end, aPlace().services)).rejects.toThrow('there is no incident');
  });
});

describe('reportDrift', () => {
  const drift = [{ plant: 'P001', circuit: 'C001', found: after, expected: before }];

  it('opens an incident with a report that names what drifted', async () => {
    const { incidents, services } = aPlace();

    const { incident } = await reportDrift({ at: start, drift }, services);

    const saved = await incidents.report(incident);
    expect(saved?.report.incident).toMatchObject({ kind: 'drift', status: 'open' });
    expect(saved?.markdown).toContain(`P001/C001 runs ${after}, expected ${before}`);
  });

  it('finds the same drift again and opens nothing new', async () => {
    const { incidents, services } = aPlace();
    const first = await reportDrift({ at: start, drift }, services);
    const second = await reportDrift({ at: '2026-11-21T01:40:00.000Z', drift }, services);
    const other = await reportDrift(
      { at: start, drift: drift.map((one) => ({ ...one, circuit: 'C002' })) },
      services,
    );

    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(await incidents.list()).toHaveLength(2);
  });
});
