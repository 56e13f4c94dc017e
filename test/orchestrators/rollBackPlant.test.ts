import { describe, expect, it } from '@jest/globals';
import { rollBackPlant } from '../../functions/orchestrators/rollBackPlant';
import type { Outcome, PlantReading, Target, WriteAnswer } from '../../shared/domain/deployment';
import { plusSeconds, secondsBetween } from '../../shared/domain/time';
import {
  aPolicy,
  aReading,
  before,
  ended,
  restored,
  someTargets,
  start,
} from '../support/builders';
import { replay } from '../support/replay';
import type { World } from '../support/replay';

type WriteAsk = { target: Target };
type Watch = { writing: { target: Target; operation?: string }[] };

const operationOf = ({ deployment }: Target) => `https://management.azure.com/op/${deployment}`;
const writes = ({ target }: WriteAsk): WriteAnswer => ({
  status: 'started',
  operation: operationOf(target),
});
const reads = (): PlantReading => aReading(before, 20);
const part = { cause: { incident: 'incident-1' }, wave: 0, plant: 'P001' };

type Scene = {
  targets?: Target[];
  /** How many plants as large as this one are restored side by side. */
  plants?: number;
  /** How long an operation may run. */
  minutes?: number;
  startRestore?: (ask: WriteAsk, world: World) => WriteAnswer;
  watchPlant?: (ask: Watch, world: World) => PlantReading;
  recordOutcomes?: () => never;
};

/** Plays the rollback of a plant through all its histories, and notes when each write was asked for. */
async function play({ targets = someTargets(3), plants = 1, minutes = 2, ...over }: Scene = {}) {
  const written: { circuit: string; at: string; answer: WriteAnswer['status'] }[] = [];
  let outcomes: Outcome[] = [];
  const answers = {
    readWork: () => targets,
    startRestore: (ask: WriteAsk, world: World): WriteAnswer => {
      const answer = (over.startRestore ?? writes)(ask, world);
      written.push({ circuit: ask.target.circuit, at: world.now(), answer: answer.status });
      return answer;
    },
    watchPlant: over.watchPlant ?? reads,
    recordOutcomes: (ask: { outcomes: Outcome[] }) => {
      over.recordOutcomes?.();
      outcomes = ask.outcomes;
    },
  };
  const writesHere = targets.length;
  const replayed = await replay(rollBackPlant, {
    input: {
      part,
      limits: aPolicy({ restore: { operationTimeoutMinutes: minutes, attempts: 5 } }).restore,
      share: { writes: writesHere, ofWrites: writesHere * plants, turn: 0, plants },
    },
    answers,
    instanceId: 'rollback-1:P001',
  });
  return { ...replayed, outcomes, written, ends: outcomes.map(({ status }) => status) };
}

describe('rollBackPlant', () => {
  it('writes every deployment and reads all back with one list call', async () => {
    const targets = someTargets(20);

    const { result, outcomes, asked, endedAt } = await play({ targets });

    expect(result).toEqual({ troubles: [] });
    expect(outcomes).toEqual(targets.map(restored));
    expect(asked.filter(({ name }) => name === 'startRestore')).toHaveLength(20);
    expect(asked.filter(({ name }) => name === 'watchPlant')).toEqual([
      {
        name: 'watchPlant',
        input: {
          part,
          writing: targets.map((target) => ({ target, operation: operationOf(target) })),
        },
      },
    ]);
    expect(endedAt).toBe(plusSeconds(start, 10));
  });

  it('says how far it is to those who watch', async () => {
    const { statuses } = await play();
    const none = { waiting: 0, writing: 0, restored: 0, untouched: 0, unverified: 0, failed: 0 };

    expect(statuses).toEqual([
      { ...none, waiting: 3 },
      { ...none, writing: 3 },
      { ...none, restored: 3 },
    ]);
  });

  it('paces its writes by its share of the limit', async () => {
    const { ends, written } = await play({ targets: someTargets(20), plants: 10 });
    const seconds = written.map(({ at }) => secondsBetween(start, at));

    expect(ends).toEqual(Array(20).fill('restored'));
    // The first of ten has 3.4 at once, and a tenth of 25 a minute comes back: one every 24 s.
    expect(seconds.slice(0, 5)).toEqual([0, 0, 0, 14.4, 38.4]);
    expect(seconds.at(-1)).toBeCloseTo(14.4 + 16 * 24, 0);
  });

  it('waits for as long as the service asks when it is throttled, and then goes on', async () => {
    let left = 2;
    const { ends, written } = await play({
      startRestore: (ask) => {
        left -= 1;
        return left < 0 && left >= -1
          ? { status: 'throttled', retryAfterSeconds: 17 }
          : writes(ask);
      },
    });

    expect(ends).toEqual(['restored', 'restored', 'restored']);
    expect(
      written.map(({ circuit, at, answer }) => [circuit, answer, secondsBetween(start, at)]),
    ).toEqual([
      ['C001', 'started', 0],
      ['C002', 'started', 0],
      ['C003', 'throttled', 0],
      ['C003', 'started', 17],
    ]);
  });

  it('restores the others when one is gone, one is refused and one somebody changed', async () => {
    const { ends } = await play({
      targets: someTargets(4),
      startRestore: ({ target }): WriteAnswer => {
        const answers: Record<string, WriteAnswer> = {
          C001: { status: 'gone' },
          C002: { status: 'refused', reason: 'AuthorizationFailed' },
          C003: { status: 'changed', found: 'custom-tf-env:9' },
        };
        return answers[target.circuit] ?? writes({ target });
      },
    });

    expect(ends).toEqual(['failed', 'failed', 'untouched', 'restored']);
  });

  it('tries a failed operation again, and in the end fails that circuit alone, with the reason', async () => {
    const bad = 'deployment-circuit-C002';
    const { outcomes, written } = await play({
      watchPlant: ({ writing }) => {
        const { deployments } = aReading(before, 3);
        return {
          status: 'read',
          deployments: deployments.map((one) =>
            one.deployment === bad ? { ...one, state: 'Failed' } : one,
          ),
          failures: writing.some(({ target }) => target.deployment === bad)
            ? { [bad]: 'ImageBuildFailure: no space' }
            : {},
        };
      },
    });

    expect(written.map(({ circuit }) => circuit)).toEqual([
      'C001',
      'C002',
      'C003',
      ...Array<string>(4).fill('C002'),
    ]);
    expect(outcomes[1]).toEqual(
      ended('failed', '5 attempts failed: ImageBuildFailure: no space', someTargets(3)[1]),
    );
    expect([outcomes[0]?.status, outcomes[2]?.status]).toEqual(['restored', 'restored']);
  });

  it('finds out that a deployment was deleted while it was written', async () => {
    const { ends } = await play({ watchPlant: () => aReading(before, 2) });

    expect(ends).toEqual(['restored', 'restored', 'failed']);
  });

  it('waits out a service that cannot be read, and comes to the truth', async () => {
    let outages = 5;
    const { ends, endedAt } = await play({
      watchPlant: () => {
        outages -= 1;
        return outages < 0 ? reads() : { status: 'unavailable', reason: 'timed out' };
      },
    });

    expect(ends).toEqual(['restored', 'restored', 'restored']);
    expect(endedAt).toBe(plusSeconds(start, 60));
  });

  it('ends in bounded time when an operation hangs, and claims nothing', async () => {
    const hanging: PlantReading = {
      status: 'read',
      deployments: aReading(before, 3).deployments.map((one) => ({ ...one, state: 'Updating' })),
      failures: {},
    };
    const { ends, endedAt } = await play({ watchPlant: () => hanging });

    expect(ends).toEqual(['unverified', 'unverified', 'unverified']);
    expect(secondsBetween(start, endedAt)).toBeLessThanOrEqual(130);
  });

  it('looks ever more rarely at an operation that hangs for half an hour', async () => {
    const hanging: PlantReading = {
      status: 'read',
      deployments: aReading(before, 3).deployments.map((one) => ({ ...one, state: 'Updating' })),
      failures: {},
    };
    const { asked } = await play({ watchPlant: () => hanging, minutes: 30 });

    const looks = asked.filter(({ name }) => name === 'watchPlant').length;
    expect(looks).toBeGreaterThan(50);
    expect(looks).toBeLessThan(100);
  });

  it('goes on when a write breaks, and finds what was written beside it', async () => {
    let faults = 1;
    const written = new Set<string>();
    const { outcomes, asked } = await play({
      startRestore: ({ target }) => {
        if (target.circuit === 'C002' && faults > 0) {
          faults -= 1;
          throw new Error('a fault');
        }
        const byUs = written.has(target.circuit);
        written.add(target.circuit);
        return byUs ? { status: 'alreadyThere', byUs } : writes({ target });
      },
    });

    expect(outcomes).toEqual(someTargets(3).map(restored));
    expect(asked.filter(({ name }) => name === 'startRestore')).toHaveLength(6);
  });

  it('goes on when a reading breaks', async () => {
    let faults = 2;
    const { ends } = await play({
      watchPlant: () => {
        faults -= 1;
        return faults < 0 ? reads() : fail('a fault');
      },
    });

    expect(ends).toEqual(['restored', 'restored', 'restored']);
  });

  it.each([
    {
      what: 'writes',
      over: { startRestore: () => fail('no token') },
      status: 'failed',
      reason: 'gave up after 12 tries: no token',
    },
    {
      what: 'reads',
      over: { watchPlant: () => fail('no token') },
      status: 'unverified',
      reason: 'its operation still runs after 2 min',
    },
  ])('answers for every circuit when $what never work', async ({ over, status, reason }) => {
    const { outcomes } = await play(over);

    expect(outcomes).toHaveLength(3);
    expect(outcomes[0]).toMatchObject({ status, reason });
    expect(new Set(outcomes.map((outcome) => outcome.status))).toEqual(new Set([status]));
  });

  it('begins its history anew when it becomes long, and loses nothing by it', async () => {
    const hanging: PlantReading = {
      status: 'read',
      deployments: aReading(before, 3).deployments.map((one) => ({ ...one, state: 'Updating' })),
      failures: {},
    };
    let looks = 70;
    const { ends, histories } = await play({
      minutes: 30,
      watchPlant: () => {
        looks -= 1;
        return looks > 0 ? hanging : reads();
      },
    });

    expect(histories).toBe(2);
    expect(ends).toEqual(['restored', 'restored', 'restored']);
  });

  it('waits while a person holds the rollback, asks for one circuit only, and then goes on', async () => {
    const { ends, written } = await play({
      targets: someTargets(20),
      startRestore: (ask, world) =>
        secondsBetween(start, world.now()) < 1800 ? { status: 'paused' } : writes(ask),
    });

    const asks = written.filter(({ answer }) => answer === 'paused');
    expect(ends).toEqual(Array(20).fill('restored'));
    expect(asks.filter(({ at }) => at === start)).toHaveLength(20);
    expect(asks.length).toBeLessThan(20 + 1800 / 10);
    expect(asks.slice(20).every(({ circuit }) => circuit === 'C001')).toBe(true);
  });

  it('leaves the rest as it is once it is stopped, and sees to the end what it has begun', async () => {
    const { outcomes } = await play({
      startRestore: ({ target }) =>
        target.circuit === 'C001' ? writes({ target }) : { status: 'stopped', reason: 'cancelled' },
    });

    const left = { status: 'untouched', reason: 'cancelled', stopped: true };
    expect(outcomes).toMatchObject([{ status: 'restored' }, left, left]);
  });

  it('does not take a circuit that somebody wants left alone for one that was stopped', async () => {
    const { outcomes } = await play({
      targets: someTargets(1),
      startRestore: () => ({ status: 'stopped', reason: 'skipped', skipped: true }),
    });

    expect(outcomes).toEqual([ended('untouched', 'skipped', someTargets(1)[0])]);
  });

  it('waits for another incident that is at work on a circuit', async () => {
    let left = 4;
    const { ends, written } = await play({
      targets: someTargets(1),
      startRestore: (ask) => {
        left -= 1;
        return left < 0 ? writes(ask) : { status: 'locked', by: 'earlier' };
      },
    });

    expect(ends).toEqual(['restored']);
    expect(written.map(({ at }) => secondsBetween(start, at))).toEqual([0, 10, 20, 30, 40]);
  });

  it('says what broke instead of taking the other plants with it', async () => {
    const { result } = await play({ recordOutcomes: () => fail('storage is away') });

    expect(result).toEqual({ troubles: ['plant P001: storage is away'] });
  });
});

function fail(message: string): never {
  throw new Error(message);
}
