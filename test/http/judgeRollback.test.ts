import { describe, expect, it } from '@jest/globals';
import { getAutonomy } from '../../functions/http/getAutonomy';
import { judgeRollback } from '../../functions/http/judgeRollback';
import { incidentsIn } from '../../shared/records/incidents';
import { rulesIn } from '../../shared/records/rules';
import { anAccusation } from '../support/aDecision';
import { aLog } from '../support/aLog';
import { aRequest } from '../support/aRequest';
import { aPolicy, anIncident, start } from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';

const rule = 'alert-spike';
const wrong = { correct: false, reason: 'the feed was late, not the release bad' };

async function aPlace(incident = anIncident({ explanation: anAccusation({ rule }) })) {
  const blobs = new MemoryBlobs();
  const services = {
    incidents: incidentsIn(blobs),
    rules: rulesIn(blobs),
    settings: { policy: async () => aPolicy(), fleet: () => Promise.reject(new Error('unasked')) },
    now: () => start,
    log: aLog(),
  };
  await services.incidents.save(incident);
  const judge = (body: unknown, id = incident.id) =>
    judgeRollback(aRequest({ body, params: { id } }), services);
  return { ...services, judge, incident };
}

describe('POST /api/rollbacks/{id}/verdict [U17]', () => {
  it('costs a rule one level when a rollback was wrong, and says so', async () => {
    const { judge, incident, log } = await aPlace();

    expect(await judge(wrong)).toEqual({
      jsonBody: {
        id: incident.id,
        correct: false,
        rules: [{ rule, level: 'approve', judged: 0, precision: 0 }],
      },
    });
    expect(log.lines).toContainEqual({
      level: 'warn',
      event: 'autonomy of a rule changed',
      facts: { rule, from: 'auto', to: 'approve' },
    });
  });

  it('keeps who said what and why', async () => {
    const { judge, rules, incident } = await aPlace();

    await judge({ ...wrong, requestedBy: 'ops@example.com' });

    expect((await rules.read(rule)).verdicts).toEqual([
      {
        incident: incident.id,
        kind: 'environment',
        ...wrong,
        at: start,
        by: 'ops@example.com',
      },
    ]);
  });

  it('lets a person change their mind: the last verdict stands', async () => {
    const { judge, rules } = await aPlace();
    await judge(wrong);

    const response = await judge({ correct: true, reason: 'it was the release after all' });

    expect(response).toMatchObject({ jsonBody: { rules: [{ level: 'auto', precision: 1 }] } });
    expect((await rules.read(rule)).verdicts).toHaveLength(1);
  });

  it.each([
    { what: 'no verdict', body: { reason: 'why not' }, error: /→ at correct/ },
    { what: 'no reason', body: { correct: true }, error: /→ at reason/ },
    { what: 'a short reason', body: { correct: true, reason: 'no' }, error: /say in a sentence/ },
    { what: 'a field nobody knows', body: { ...wrong, force: 1 }, error: /"force"/ },
    { what: 'no JSON', body: '{', error: /expected object/ },
  ])('refuses $what with 400', async ({ body, error }) => {
    const { judge } = await aPlace();

    expect(await judge(body)).toMatchObject({
      status: 400,
      jsonBody: { error: expect.stringMatching(error) },
    });
  });

  it('refuses an id that is none with 400, and one that nobody knows with 404', async () => {
    const { judge } = await aPlace();

    expect(await judge(wrong, 'a/b')).toMatchObject({ status: 400 });
    expect(await judge(wrong, 'nobody')).toEqual({
      status: 404,
      jsonBody: { error: 'There is no rollback nobody.' },
    });
  });

  it('refuses with 409 what no rule led to', async () => {
    const { judge } = await aPlace(anIncident({ id: 'manual-1', origin: { by: 'person' } }));

    expect(await judge(wrong)).toEqual({
      status: 409,
      jsonBody: { error: 'No rule led to manual-1, so there is none to judge.' },
    });
  });
});

describe('GET /api/autonomy [U17]', () => {
  it('says of each rule that may roll back how far it may go, and on what record', async () => {
    const place = await aPlace();
    await place.judge(wrong);

    const { jsonBody } = (await getAutonomy(place)) as { jsonBody: { rules: object[] } };

    expect(jsonBody.rules).toContainEqual({
      rule,
      title: expect.any(String),
      level: 'approve',
      judged: 0,
      precision: 0,
    });
    expect(jsonBody.rules).toHaveLength(
      aPolicy().rules.filter(({ action }) => action === 'rollBack').length,
    );
  });
});
