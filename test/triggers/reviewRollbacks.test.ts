import { describe, expect, it } from '@jest/globals';
import { proposeForward } from '../../functions/http/proposeForward';
import { reviewRollbacks } from '../../functions/triggers/reviewRollbacks';
import type { Incident } from '../../shared/domain/incident';
import { reportOf } from '../../shared/domain/report';
import { incidentsIn } from '../../shared/records/incidents';
import { aLog } from '../support/aLog';
import { aRequest } from '../support/aRequest';
import { aFleet, aPolicy, anIncident, restored, someTargets, start } from '../support/builders';
import { evidenceOf, everyMinute, minutesAgo } from '../support/evidence';
import { MemoryBlobs } from '../support/memoryBlobs';

const bad = { errors: 20, records: 100 };
const good = { errors: 0, records: 100 };

async function aPlace(over: Partial<Incident> = {}, since = bad) {
  const incidents = incidentsIn(new MemoryBlobs());
  const outcomes = someTargets(2).map((target) => restored(target));
  const incident = anIncident({ openedAt: minutesAgo(40), ...over });
  await incidents.saveReport(
    reportOf(incident, { phases: [], outcomes, checks: [] }, minutesAgo(30)),
  );
  const metrics = [
    ...everyMinute(good, { from: 55, to: 42 }),
    ...everyMinute(since, { from: 14, to: 3 }),
  ];
  const services = {
    incidents,
    settings: { fleet: async () => aFleet(), policy: async () => aPolicy() },
    telemetry: {
      evidence: async () => evidenceOf({ 'P001/C001': { metrics }, 'P001/C002': { metrics } }),
    },
    now: () => start,
    log: aLog(),
  };
  const saved = async () => (await incidents.report(incident.id))?.report;
  return { services, saved, id: incident.id };
}

describe('reviewRollbacks', () => {
  it('has the report propose once to go forward again when circuits do worse since, and calls a person [U15]', async () => {
    const { services, saved } = await aPlace();

    await reviewRollbacks(services);
    await reviewRollbacks(services);

    const report = await saved();
    expect(report?.notes).toHaveLength(1);
    expect(report?.notes?.[0]).toMatch(
      /^does worse than before: 0 of 2 measured circuits failed before .*, 2 of 2 fail since/,
    );
    expect(report?.incident.status).toBe('open');
  });

  it('leaves the report of a rollback that did not harm', async () => {
    const { services, saved } = await aPlace({}, good);

    await reviewRollbacks(services);

    expect((await saved())?.incident.status).toBe('closed');
    expect((await saved())?.notes).toBeUndefined();
  });

  it('proposes nothing after a roll forward: circuits change direction once', async () => {
    const { services, saved } = await aPlace({ terms: { forward: { incident: 'incident-0' } } });

    await reviewRollbacks(services);

    expect((await saved())?.notes).toBeUndefined();
  });
});

describe('GET /api/rollbacks/{id}/roll-forward', () => {
  it('answers with the proposal and its numbers', async () => {
    const { services, id } = await aPlace();

    const response = await proposeForward(aRequest({ params: { id } }), services);

    expect(response).toMatchObject({
      jsonBody: { id, answer: 'propose', since: { measured: 2, breached: 2 } },
    });
  });

  it('answers 404 about a rollback that nobody knows', async () => {
    const { services } = await aPlace();

    const response = await proposeForward(aRequest({ params: { id: 'nobody' } }), services);

    expect(response).toMatchObject({ status: 404 });
  });
});
