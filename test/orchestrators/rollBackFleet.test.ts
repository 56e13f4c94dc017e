import { describe, expect, it } from '@jest/globals';
import { rollBackFleet } from '../../functions/orchestrators/rollBackFleet';
import type { Outcome, PlantReading, Target } from '../../shared/domain/deployment';
import { targetsOf } from '../../shared/domain/plan/plan';
import type { Plan } from '../../shared/domain/plan/plan';
import type { Report } from '../../shared/domain/report';
import { plusSeconds } from '../../shared/domain/time';
import {
  aPolicy,
  aReading,
  anIncident,
  before,
  ended,
  restored,
  someTargets,
  start,
} from '../support/builders';
import { replay } from '../support/replay';
import type { World } from '../support/replay';

const plan: Plan = {
  releases: ['Release-123'],
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

type PlantAsk = { plant: string; targets: Target[]; sharers: number };

const answers = {
  openIncident: () => ({ status: 'opened' }),
  planFleet: (_: unknown, world: World) => {
    world.pass(2);
    return { status: 'planned', plan };
  },
  readPolicy: () => aPolicy(),
  rollBackPlant: ({ targets }: PlantAsk, world: World): Outcome[] => {
    world.pass(30);
    return targets.map((target) => restored(target));
  },
  readPlant: (_: unknown, world: World): PlantReading => {
    world.pass(1);
    return aReading(before);
  },
};

/** Plays the rollback of an incident, and hands over the report it closed with. */
async function play(over: Record<string, unknown> = {}, incident = anIncident()) {
  const reports: Report[] = [];
  const closeIncident = (report: Report) => void reports.push(report);
  const replayed = await replay(rollBackFleet, {
    input: incident,
    answers: { ...answers, closeIncident, ...(over as typeof answers) },
    instanceId: 'rollback-1',
  });
  return { ...replayed, reports, report: reports[0]! };
}

const throws = (message: string) => () => {
  throw new Error(message);
};

describe('rollBackFleet', () => {
  it('opens, plans, restores every plant, reads all back and reports, in this order [J17]', async () => {
    const { result, asked, report } = await play();

    expect(result).toEqual({ status: 'ended', incident: 'closed' });
    expect(asked.map(({ name, id }) => (id === undefined ? name : `${name} ${id}`))).toEqual([
      'openIncident',
      'planFleet',
      'readPolicy',
      'rollBackPlant rollback-1:P001',
      'rollBackPlant rollback-1:P002',
      'readPlant',
      'readPlant',
      'closeIncident',
    ]);
    expect(report.incident.outcomes.map(({ status }) => status)).toEqual(Array(5).fill('restored'));
    expect(report.checks.map(({ result: verdict }) => verdict)).toEqual(['passed', 'passed']);
  });

  it('lets the plants share the write limit', async () => {
    const { asked } = await play();
    const plants = asked.filter(({ name }) => name === 'rollBackPlant');

    expect(plants.map(({ input }) => (input as PlantAsk).sharers)).toEqual([2, 2]);
  });

  it('clocks each phase and says which one it is in', async () => {
    const { report, statuses } = await play();
    const at = (seconds: number) => plusSeconds(start, seconds);

    expect(report.phases).toEqual([
      { name: 'identify', startedAt: '2026-11-21T00:39:00.000Z', endedAt: start },
      { name: 'plan', startedAt: start, endedAt: at(2) },
      { name: 'execute', startedAt: at(2), endedAt: at(62) },
      { name: 'verify', startedAt: at(62), endedAt: at(64) },
    ]);
    expect(report.incident.endedAt).toBe(at(64));
    expect(statuses).toEqual([
      { phase: 'plan', plants: [] },
      { phase: 'execute', plants: ['P001', 'P002'] },
      { phase: 'verify', plants: ['P001', 'P002'] },
    ]);
  });

  it.each(['running', 'ended'])(
    'leaves a release alone that another incident has (%s)',
    async (status) => {
      const { result, asked } = await play({
        openIncident: () => ({ status, incident: 'earlier' }),
      });

      expect(result).toEqual({ status: 'merged', into: 'earlier' });
      expect(asked).toHaveLength(1);
    },
  );

  it('writes nothing when the metadata is refused, and says why in a report', async () => {
    const reason = 'the metadata of Release-123 is no use: not JSON';

    const { result, asked, report } = await play({
      planFleet: () => ({ status: 'refused', reason }),
    });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(asked.map(({ name }) => name)).toEqual(['openIncident', 'planFleet', 'closeIncident']);
    expect(report.incident).toMatchObject({ status: 'open', trouble: reason, outcomes: [] });
  });

  it('has nothing to do without a release, and says so', async () => {
    const { release: _, ...incident } = anIncident();

    const { report } = await play({}, incident);

    expect(report.incident.trouble).toBe('no release is blamed, so there is nothing to roll back');
  });

  it('reports circuits that were settled by the plan beside those that were written', async () => {
    const untouched = ended('untouched', 'already there', someTargets(1, 'P003')[0]);

    const { result, report } = await play({
      planFleet: () => ({ status: 'planned', plan: { ...plan, alreadyThere: [untouched] } }),
    });

    expect(result).toMatchObject({ incident: 'closed' });
    expect(report.incident.outcomes).toHaveLength(6);
    expect(report.incident.outcomes[0]).toEqual(untouched);
  });

  it('finishes at once when nothing is left to write', async () => {
    const untouched = ended('untouched', 'already there');

    const { result, asked, report } = await play({
      planFleet: () => ({
        status: 'planned',
        plan: { ...plan, waves: [], alreadyThere: [untouched] },
      }),
    });

    expect(result).toEqual({ status: 'ended', incident: 'closed' });
    expect(asked.map(({ name }) => name)).not.toContain('rollBackPlant');
    expect(report.checks.map(({ result: verdict }) => verdict)).toEqual(['passed', 'notRun']);
  });

  it('restores the other plants when one has trouble, and names what it could not do [F19]', async () => {
    const { result, report } = await play({
      rollBackPlant: ({ plant, targets }: PlantAsk) =>
        targets.map((target) =>
          plant === 'P001' ? ended('failed', 'AuthorizationFailed', target) : restored(target),
        ),
    });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(report.incident.outcomes.map(({ status }) => status)).toEqual([
      'failed',
      'failed',
      'failed',
      'restored',
      'restored',
    ]);
    expect(report.checks[0]).toMatchObject({
      result: 'failed',
      evidence: '2 of 5; not: P001/C001, P001/C002, P001/C003',
    });
  });

  it('does not believe a plant that reads back otherwise [F19]', async () => {
    const { result, report } = await play({
      readPlant: ({ plant }: { plant: string }) =>
        plant === 'P001' ? aReading(before, 2) : { status: 'unavailable', reason: 'timed out' },
    });

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(report.incident.outcomes.map(({ status }) => status)).toEqual([
      'restored',
      'restored',
      'unverified',
      'unverified',
      'unverified',
    ]);
  });

  it.each([
    { what: 'planning', over: { planFleet: throws('no token') }, outcomes: 0 },
    { what: 'reading the policy', over: { readPolicy: throws('no token') }, outcomes: 5 },
    { what: 'a plant', over: { rollBackPlant: throws('no token') }, outcomes: 5 },
    { what: 'reading back', over: { readPlant: throws('no token') }, outcomes: 5 },
  ])('closes the incident with a report when $what breaks', async ({ over, outcomes }) => {
    const { result, report } = await play(over);

    expect(result).toEqual({ status: 'ended', incident: 'open' });
    expect(report.incident.trouble).toBe('the rollback failed: no token');
    expect(report.incident.outcomes).toHaveLength(outcomes);
  });

  it('never calls circuits restored that it could not read back [F19]', async () => {
    const { report } = await play({ readPlant: throws('no token') });

    expect(report.incident.outcomes.map(({ status }) => status)).toEqual(
      Array(5).fill('unverified'),
    );
  });

  it('names every circuit of its plan, also when a plant breaks [F02]', async () => {
    const { report } = await play({ rollBackPlant: throws('no token') });

    expect(report.incident.outcomes).toEqual(
      targetsOf(plan).map((target) =>
        ended('unverified', 'the rollback broke off: whether it was written is not known', target),
      ),
    );
  });
});
