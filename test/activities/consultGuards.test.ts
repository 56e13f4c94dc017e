import { describe, expect, it } from '@jest/globals';
import { consultGuards } from '../../functions/activities/consultGuards';
import { Ledger } from '../../shared/domain/guard/ledger';
import type { Incident } from '../../shared/domain/incident';
import { targetsOf } from '../../shared/domain/plan/plan';
import type { PolicyInput } from '../../shared/domain/policy';
import { minusMinutes, plusSeconds } from '../../shared/domain/time';
import { historiesIn } from '../../shared/records/histories';
import { incidentsIn } from '../../shared/records/incidents';
import { ledgerIn } from '../../shared/records/ledger';
import { quarantineIn } from '../../shared/records/quarantine';
import { releasesIn } from '../../shared/records/releases';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { rulesIn } from '../../shared/records/rules';
import { anAccusation } from '../support/aDecision';
import { aLog } from '../support/aLog';
import {
  aFleet,
  aPolicy,
  aTarget,
  anIncident,
  releaseText,
  someTargets,
  start,
} from '../support/builders';
import { aPlan } from '../support/aQuestion';
import { MemoryBlobs } from '../support/memoryBlobs';

const accused = anIncident({ explanation: anAccusation() });
const cause = { incident: accused.id };
const targets = someTargets(3);

/** An incident with its plan, over real records. */
async function aPlace(policy: PolicyInput = {}, incident: Incident = accused) {
  const blobs = new MemoryBlobs({ 'releases/Release-123.json': releaseText() });
  const services = {
    histories: historiesIn(blobs),
    incidents: incidentsIn(blobs),
    ledger: ledgerIn(blobs),
    log: aLog(),
    quarantine: quarantineIn(blobs),
    releases: releasesIn(blobs),
    rollbacks: rollbacksIn(blobs),
    rules: rulesIn(blobs),
    settings: { policy: async () => aPolicy(policy), fleet: async () => aFleet() },
  };
  await services.incidents.save(incident);
  await services.rollbacks.savePlan(incident.id, aPlan(targets));
  const consult = (now = start) => consultGuards({ cause, now }, services);
  const entries = () =>
    Ledger.parse(JSON.parse(blobs.texts.get('ledger.json')?.text ?? '{"entries":[]}')).entries;
  return { ...services, blobs, consult, entries };
}

const takenEarlier = (place: Awaited<ReturnType<typeof aPlace>>, minutesAgo: number) =>
  place.ledger
    .begin({ incident: 'earlier', at: start }, () => ({ targets: targets.slice(2) }))
    .then(() =>
      place.ledger.end({
        incident: 'earlier',
        targets: targets.slice(2),
        at: minusMinutes(start, minutesAgo),
      }),
    );

describe('consultGuards, as an activity', () => {
  it('lets a plan go that nothing stands against, and enters it into the ledger', async () => {
    const place = await aPlace();

    expect(await place.consult()).toEqual({ status: 'passed' });
    expect(place.entries()).toMatchObject([
      {
        incident: accused.id,
        at: start,
        running: true,
        taken: [{ kind: 'environment', plants: { P001: ['C001', 'C002', 'C003'] } }],
      },
    ]);
  });

  it('puts what the guards said into the explanation of the incident', async () => {
    const place = await aPlace();

    await place.consult();

    const explanation = (await place.incidents.read(accused.id))?.explanation;
    expect(explanation?.rules).toEqual(accused.explanation?.rules);
    expect(explanation?.guards).toHaveLength(13);
    expect(explanation?.guards[0]).toEqual({
      guard: 'killSwitch',
      answer: 'passed',
      sentence: 'the kill switch is off',
    });
  });

  it('explains by its guards alone what a person asked for', async () => {
    const { explanation: _, ...rest } = accused;
    const place = await aPlace({}, { ...rest, origin: { by: 'person' } });

    await place.consult();

    const explanation = (await place.incidents.read(accused.id))?.explanation;
    expect(explanation).toMatchObject({ rules: [], candidates: [] });
    expect(explanation?.guards).toHaveLength(13);
  });

  it('narrows the plan that is carried out by circuits that are to be left alone', async () => {
    const place = await aPlace({}, { ...accused, origin: { by: 'person' } });
    await takenEarlier(place, 12);

    expect(await place.consult()).toEqual({
      status: 'narrowed',
      circuits: 1,
      reason:
        'guards left out 1 circuit: coolDown: P001/C003 was rolled back 12 min ago by earlier < 60 min cool-down',
    });
    const plan = await place.rollbacks.plan(accused.id);
    expect(targetsOf(plan!)).toEqual(targets.slice(0, 2));
    expect(plan?.blocked).toMatchObject([{ status: 'untouched', target: targets[2] }]);
    expect(place.entries().at(-1)?.taken).toEqual([
      { kind: 'environment', plants: { P001: ['C001', 'C002'] } },
    ]);
  });

  it('refuses the whole of it, and enters nothing', async () => {
    const place = await aPlace({ guards: { killSwitch: true } });

    expect(await place.consult()).toEqual({
      status: 'refused',
      reason:
        'guards refused the rollback: killSwitch: the kill switch of the policy is on, expected off',
    });
    expect(place.entries()).toEqual([]);
  });

  it('refuses when metadata was changed after the plan was made', async () => {
    const place = await aPlace();
    await place.blobs.write('releases/Release-123.json', '{"release_id":');

    expect(await place.consult()).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('metadata: the metadata of Release-123 is no use'),
    });
  });

  it('refuses while the switch is on that people throw', async () => {
    const place = await aPlace();
    await place.rollbacks.throwKillSwitch({ on: true, reason: 'the line is down' });

    expect(await place.consult()).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('the line is down'),
    });
  });

  it('refuses what is in quarantine, though the plan was made before', async () => {
    const place = await aPlace();
    const entry = { asset: targets[0]!.to.environment, kind: 'environment' as const };
    await place.quarantine.add([{ ...entry, since: start, incident: 'I-0', reason: 'it failed' }]);

    expect(await place.consult()).toMatchObject({ status: 'refused' });
  });

  it('reads the history of circuits for which a version was named', async () => {
    const place = await aPlace(
      {},
      {
        ...accused,
        origin: { by: 'person' },
        terms: { choice: { target: 'version', environment: '1.4.0' } },
      },
    );
    const low = [aTarget({ to: { environment: 'custom-tf-env:1.4.0' } })];
    await place.blobs.write(`incidents/${accused.id}/plan.json`, JSON.stringify(aPlan(low)));

    expect(await place.consult()).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('floor: P001/C001 would go to custom-tf-env:1.4.0 < '),
    });
  });

  it('stands by its first answer when it is asked again', async () => {
    const place = await aPlace();
    await place.consult();
    await place.rollbacks.throwKillSwitch({ on: true });

    expect(await place.consult(plusSeconds(start, 60))).toEqual({ status: 'passed' });
    expect(place.entries()).toHaveLength(1);
    expect((await place.rollbacks.consultation(accused.id))?.at).toBe(start);
  });

  it('comes to the same when it broke off after the ledger was written', async () => {
    const place = await aPlace();
    place.blobs.before = ({ name }) => {
      if (name.endsWith('guards.json') && place.entries().length > 0) {
        throw new Error('storage is away');
      }
    };
    await expect(place.consult()).rejects.toThrow('storage is away');
    place.blobs.before = () => undefined;

    expect(await place.consult()).toEqual({ status: 'passed' });
    expect(place.entries()).toHaveLength(1);
  });

  it('is an error of ours without a plan', async () => {
    const place = await aPlace();
    place.blobs.texts.delete(`incidents/${accused.id}/plan.json`);

    await expect(place.consult()).rejects.toThrow('there is no plan of');
  });

  describe('with rules that must earn their autonomy [U17]', () => {
    const judged = async (
      place: Awaited<ReturnType<typeof aPlace>>,
      verdicts: readonly boolean[],
    ): Promise<void> => {
      for (const [index, correct] of verdicts.entries()) {
        const verdict = { incident: `I-${index}`, kind: 'environment' as const, correct };
        await place.rules.judge('job-failures', { ...verdict, reason: 'seen', at: start });
      }
    };
    const advisory = { autonomy: { start: 'advisory' as const, riseAfterJudged: 2 } };

    it('holds still where the rule may only advise, and names what a person is to post', async () => {
      const answer = await (await aPlace(advisory)).consult();

      expect(answer).toMatchObject({ status: 'refused' });
      expect(JSON.stringify(answer)).toContain(
        'autonomy: Release-123 is blamed by job-failures (advisory < auto); a person starts it with POST /api/rollbacks',
      );
    });

    it('acts once enough rollbacks were judged right', async () => {
      const place = await aPlace(advisory);
      await judged(place, [true, true, true, true]);

      expect(await place.consult()).toEqual({ status: 'passed' });
    });

    it('holds still again after one that was wrong', async () => {
      const place = await aPlace(advisory);
      await judged(place, [true, true, true, true, false]);

      expect(await place.consult()).toMatchObject({
        status: 'refused',
        reason: expect.stringContaining('job-failures (approve < auto)'),
      });
    });
  });
});
