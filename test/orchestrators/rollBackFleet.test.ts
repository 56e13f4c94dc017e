import { describe, expect, it } from '@jest/globals';
import { closeIncident } from '../../functions/activities/closeIncident';
import { nextWave } from '../../functions/activities/nextWave';
import { planHash } from '../../shared/domain/plan/preview';
import { recordOutcomes } from '../../functions/activities/recordOutcomes';
import { verifyPlants } from '../../functions/activities/verifyPlants';
import { restorePlants } from '../../functions/orchestrators/restorePlants';
import { rollBackFleet } from '../../functions/orchestrators/rollBackFleet';
import type { Outcome, PlantReading, Target } from '../../shared/domain/deployment';
import type { Incident } from '../../shared/domain/incident';
import { targetsOf } from '../../shared/domain/plan/plan';
import type { Plan } from '../../shared/domain/plan/plan';
import type { Part } from '../../shared/domain/restore/part';
import { plusSeconds } from '../../shared/domain/time';
import type { Deployments, Telemetry } from '../../shared/ports';
import { incidentsIn } from '../../shared/records/incidents';
import { ledgerIn } from '../../shared/records/ledger';
import { quarantineIn } from '../../shared/records/quarantine';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { signerIn } from '../../shared/records/signer';
import { aLog } from '../support/aLog';
import {
  aFleet,
  aPolicy,
  aReading,
  anIncident,
  before,
  ended,
  restored,
  someTargets,
  start,
} from '../support/builders';
import { MemoryBlobs } from '../support/memoryBlobs';
import { MemoryLocks } from '../support/memoryLocks';
import { replay } from '../support/replay';
import type { World } from '../support/replay';

const plan: Plan = {
  releases: ['Release-123'],
  strategy: 'emergency' as const,
  waves: [
    {
      plants: [
        { plant: 'P001', targets: someTargets(3, 'P001') },
        { plant: 'P002', targets: someTargets(2, 'P002') },
      ],
    },
  ],
  alreadyThere: [],
  blocked: [],
  notes: [],
};

type Over = {
  plan?: Plan;
  /** What the writes of a plant come to. */
  restore?: (part: Part, targets: Target[]) => Outcome[];
  readBack?: (endpoint: string) => PlantReading;
  evidence?: Telemetry['evidence'];
  policy?: Parameters<typeof aPolicy>[0];
  answers?: Record<string, () => unknown>;
};

const silence: Telemetry['evidence'] = async ({ now }) => {
  const nothing = { answer: 'measured' as const, circuits: [] };
  return { asOf: now, since: start, jobs: nothing, metrics: nothing };
};

/** A rollback over real records and activities; only the plants and the cloud are made up. */
async function play(over: Over = {}, incident: Incident = anIncident()) {
  const blobs = new MemoryBlobs();
  const policy = aPolicy(over.policy);
  const deployments: Pick<Deployments, 'list'> = {
    list: async (endpoint) => (over.readBack ?? (() => aReading(before)))(endpoint),
  };
  const services = {
    deployments: deployments as Deployments,
    incidents: incidentsIn(blobs),
    ledger: ledgerIn(blobs),
    quarantine: quarantineIn(blobs),
    rollbacks: rollbacksIn(blobs),
    locks: new MemoryLocks(),
    signer: signerIn(blobs),
    now: () => start,
    telemetry: { evidence: over.evidence ?? silence },
    settings: { policy: async () => policy, fleet: async () => aFleet() },
    log: aLog(),
  };
  const restorePlant = async ({ part }: { part: Part }) => {
    const targets = await services.rollbacks.work(part);
    const outcomes = over.restore?.(part, targets) ?? targets.map((target) => restored(target));
    await recordOutcomes({ part, outcomes }, services);
    return { troubles: [] };
  };
  const replayed = await replay(rollBackFleet, {
    input: incident,
    instanceId: 'rollback-1',
    answers: {
      openIncident: async (opened: Incident) => {
        await services.incidents.save(opened);
        return { status: 'opened' };
      },
      planFleet: async (_: unknown, world: World) => {
        world.pass(2);
        const saved = await services.rollbacks.savePlan(incident.id, over.plan ?? plan);
        return { status: 'planned', hash: planHash(saved), circuits: targetsOf(saved).length };
      },
      consultGuards: () => ({ status: 'passed' }),
      readPolicy: () => policy,
      nextWave: (ask: Parameters<typeof nextWave>[0]) => nextWave(ask, services),
      restorePlants: async (input: unknown, world: World) => {
        world.pass(30);
        const group = await replay(restorePlants, {
          input,
          answers: { rollBackPlant: restorePlant },
        });
        return group.result;
      },
      verifyPlants: (ask: Parameters<typeof verifyPlants>[0], world: World) => {
        world.pass(1);
        return verifyPlants(ask, services);
      },
      closeIncident: (ask: Parameters<typeof closeIncident>[0]) => closeIncident(ask, services),
      ...(over.answers as Record<string, () => unknown>),
    },
  });
  const report = (await services.incidents.report(incident.id))?.report;
  const ends = report?.incident.outcomes.map(({ status }) => status);
  return { ...replayed, services, report, ends };
}

const throws = (message: string) => () => {
  throw new Error(message);
};

describe('rollBackFleet', () => {
  it('opens, plans, restores every plant, reads all back and reports, in this order [J17]', async () => {
    const { result, asked, report, ends } = await play();

    expect(result).toEqual({ status: 'ended', incident: 'closed' });
    expect(asked.map(({ name, id }) => (id === undefined ? name : `${name} ${id}`))).toEqual([
      'openIncident',
      'planFleet',
      'consultGuards',
      'readPolicy',
      'nextWave',
      'restorePlants rollback-1:0.0',
      'verifyPlants',
      'nextWave',
      'closeIncident',
    ]);
    expect(ends).toEqual(Array(5).fill('restored'));
    expect(report?.checks.slice(0, 2).map(({ result: verdict }) => verdict)).toEqual([
      'passed',
      'passed',
    ]);
  });

  it('splits a large fleet into groups, and what the service lets it write by what each plant has to', async () => {
    const plants = Array.from({ length: 60 }, (_, index) => ({
      plant: `P${String(index + 1).padStart(3, '0')}`,
      targets: someTargets(1 + (index % 3), `P${String(index + 1).padStart(3, '0')}`),
    }));

    const { asked, ends } = await play({ plan: { ...plan, waves: [{ plants }] } });
    const groups = asked.filter(({ name }) => name === 'restorePlants');
    const shares = groups.flatMap(
      ({ input }) => (input as { plants: { share: { writes: number; turn: number } }[] }).plants,
    );

    expect(groups).toHaveLength(3);
    expect(shares.map(({ share }) => share.turn)).toEqual(plants.map((_, index) => index));
    expect(shares.reduce((sum, { share }) => sum + share.writes, 0)).toBe(120);
    expect(ends).toHaveLength(120);
  });

  it('clocks each phase and says which one it is in', async () => {
    const { report, statuses } = await play();
    const at = (seconds: number) => plusSeconds(start, seconds);

    expect(report?.phases).toEqual([
      { name: 'identify', startedAt: '2026-11-21T00:39:00.000Z', endedAt: start },
      { name: 'plan', startedAt: start, endedAt: at(2) },
      { name: 'execute', startedAt: at(2), endedAt: at(32) },
      { name: 'verify', startedAt: at(32), endedAt: at(33) },
    ]);
    expect(report?.incident.endedAt).toBe(at(33));
    expect(statuses).toEqual([
      { phase: 'plan' },
      { phase: 'execute', wave: 0, groups: 1 },
      { phase: 'verify', wave: 0, groups: 1 },
    ]);
  });

  it.each(['running', 'ended'])(
    'leaves a release alone that another incident has (%s)',
    async (status) => {
      const { result, asked } = await play({
        answers: { openIncident: () => ({ status, incident: 'earlier' }) },
      });

      expect(result).toEqual({ status: 'merged', into: 'earlier' });
      expect(asked).toHaveLength(1);
    },
  );

  it('writes nothing when the metadata is refused, and says why in a report', async () => {
    const reason = 'the metadata of Release-123 is no use: not JSON';

    const { result, asked, report } = await play({
      answers: { planFleet: () => ({ status: 'refused', reason }) },
    });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(asked.map(({ name }) => name)).toEqual(['openIncident', 'planFleet', 'closeIncident']);
    expect(report?.incident).toMatchObject({ status: 'open', trouble: reason, outcomes: [] });
  });

  it('writes nothing when a guard refuses, names each refusal, and stays open for a person', async () => {
    const reason = 'guards refused the rollback: killSwitch: the kill switch is on, expected off';

    const { result, asked, report } = await play({
      answers: { consultGuards: () => ({ status: 'refused', reason }) },
    });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(asked.map(({ name }) => name)).toEqual([
      'openIncident',
      'planFleet',
      'consultGuards',
      'closeIncident',
    ]);
    expect(report?.incident.trouble).toBe(reason);
    expect(report?.incident.outcomes).toEqual(
      targetsOf(plan).map((target) =>
        ended('untouched', 'nothing was written: the rollback was refused', target),
      ),
    );
  });

  it('carries out what guards leave of a plan, and stays open for what they left out', async () => {
    const reason = 'guards left out 1 circuit: coolDown: P001/C003 was rolled back 12 min ago';

    const { result, asked, report } = await play({
      answers: { consultGuards: () => ({ status: 'narrowed', circuits: 1, reason }) },
    });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(asked.map(({ name }) => name)).toContain('restorePlants');
    expect(report?.incident.trouble).toBe(reason);
  });

  it('tells of all its trouble: what guards left out, and what broke after that', async () => {
    const { report } = await play({
      answers: {
        consultGuards: () => ({ status: 'narrowed', circuits: 1, reason: 'left out' }),
        restorePlants: () => ({ troubles: ['plant P001: no token', 'plant P002: no token'] }),
      },
    });

    expect(report?.incident.trouble).toBe('left out; plant P001: no token; plant P002: no token');
  });

  it('has nothing to do without a release, and says so', async () => {
    const { release: _, ...incident } = anIncident();

    const { report } = await play({}, incident);

    expect(report?.incident.trouble).toBe('no release is blamed, so there is nothing to roll back');
  });

  it('reports circuits that were settled by the plan beside those that were written', async () => {
    const untouched = ended('untouched', 'already there', someTargets(1, 'P003')[0]);

    const { result, report } = await play({ plan: { ...plan, alreadyThere: [untouched] } });

    expect(result).toMatchObject({ incident: 'closed' });
    expect(report?.incident.outcomes).toHaveLength(6);
    expect(report?.incident.outcomes[0]).toEqual(untouched);
  });

  it('finishes at once when nothing is left to write', async () => {
    const untouched = ended('untouched', 'already there');

    const { result, asked, report } = await play({
      plan: { ...plan, waves: [], alreadyThere: [untouched] },
    });

    expect(result).toEqual({ status: 'ended', incident: 'closed' });
    expect(asked.map(({ name }) => name)).not.toContain('restorePlants');
    expect(report?.checks.slice(0, 2).map(({ result: verdict }) => verdict)).toEqual([
      'passed',
      'notRun',
    ]);
  });

  it('restores the other plants when one has trouble, and names what it could not do [F19]', async () => {
    const { result, report, ends } = await play({
      restore: ({ plant }, targets) =>
        targets.map((target) =>
          plant === 'P001' ? ended('failed', 'AuthorizationFailed', target) : restored(target),
        ),
    });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(ends).toEqual(['failed', 'failed', 'failed', 'restored', 'restored']);
    expect(report?.checks[0]).toMatchObject({
      result: 'failed',
      evidence: '2 of 5; not: P001/C001, P001/C002, P001/C003',
    });
  });

  it('does not believe a plant that reads back otherwise [F19]', async () => {
    const { result, ends, asked } = await play({
      readBack: (endpoint) =>
        endpoint.endsWith('P001')
          ? aReading(before, 2)
          : { status: 'unavailable', reason: 'timed out' },
    });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(ends).toEqual(['restored', 'restored', 'unverified', 'unverified', 'unverified']);
    expect(
      asked.flatMap(({ name, input }) =>
        name === 'verifyPlants' ? [(input as { plants: string[] }).plants] : [],
      ),
    ).toEqual([['P001', 'P002'], ['P002'], ['P002']]);
  });

  it('lets go of every lock, whatever became of the circuit', async () => {
    const { services } = await play({
      restore: (_, targets) => targets.map((target) => ended('failed', 'refused', target)),
    });

    expect(services.locks.holders.size).toBe(0);
  });

  it.each([
    { what: 'planning', answers: { planFleet: throws('no token') }, outcomes: 0 },
    { what: 'asking the guards', answers: { consultGuards: throws('no token') }, outcomes: 5 },
    { what: 'reading the policy', answers: { readPolicy: throws('no token') }, outcomes: 5 },
    { what: 'a group of plants', answers: { restorePlants: throws('no token') }, outcomes: 5 },
    { what: 'reading back', answers: { verifyPlants: throws('no token') }, outcomes: 5 },
  ])('closes the incident with a report when $what breaks', async ({ answers, outcomes }) => {
    const { result, report } = await play({ answers });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(report?.incident.trouble).toBe('the rollback failed: no token');
    expect(report?.incident.outcomes).toHaveLength(outcomes);
  });

  it('never calls circuits restored that it could not read back [F19]', async () => {
    const { ends } = await play({ answers: { verifyPlants: throws('no token') } });

    expect(ends).toEqual(Array(5).fill('unverified'));
  });

  it('names every circuit of its plan, also when a plant breaks, and reads the others back [F02]', async () => {
    const broken = { troubles: ['plant P001: no token'] };

    const { report, asked } = await play({ answers: { restorePlants: () => broken } });

    expect(report?.incident.trouble).toBe('plant P001: no token');
    expect(asked.map(({ name }) => name)).toContain('verifyPlants');
    expect(report?.incident.outcomes).toEqual(
      targetsOf(plan).map((target) =>
        ended('unverified', 'the rollback broke off: whether it was written is not known', target),
      ),
    );
  });

  const planned: Plan = {
    ...plan,
    strategy: 'planned',
    waves: [[1], [2, 3]].map((numbers) => ({
      plants: numbers.map((number) => ({
        plant: `P00${number}`,
        targets: someTargets(2, `P00${number}`),
      })),
    })),
  };

  it('goes wave by wave when it is planned, with time to settle in between [E06]', async () => {
    const { asked, timers, ends, report } = await play({ plan: planned });

    expect(asked.flatMap(({ name, id }) => (name === 'restorePlants' ? [id] : []))).toEqual([
      'rollback-1:0.0',
      'rollback-1:1.0',
    ]);
    // Planned at 2 s, restored at 32 s, read back at 33 s, and then a minute.
    expect(timers).toEqual([plusSeconds(start, 93)]);
    expect(ends).toEqual(Array(6).fill('restored'));
    expect(report?.phases.map(({ name }) => name)).toEqual([
      'identify',
      'plan',
      'execute',
      'verify',
      'execute',
      'verify',
    ]);
  });

  it('writes no further wave when one did not go well, and says so [E06] [H10]', async () => {
    const { result, asked, report, ends } = await play({
      plan: planned,
      restore: (_, targets) => targets.map((target) => ended('failed', 'refused', target)),
    });

    const reason = '2 of 2 circuits of wave 1 were not restored: 100 % > 0 %';
    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(asked.filter(({ name }) => name === 'restorePlants')).toHaveLength(1);
    expect(report?.incident.trouble).toBe(reason);
    expect(ends?.toSorted()).toEqual([
      ...Array<string>(2).fill('failed'),
      ...Array<string>(4).fill('untouched'),
    ]);
    expect(report?.incident.outcomes.find(({ status }) => status === 'untouched')).toMatchObject({
      reason,
    });
  });
});
