import { describe, expect, it } from '@jest/globals';
import { rollBackPlant } from '../../functions/orchestrators/rollBackPlant';
import type { PlantReading, Target, WriteAnswer } from '../../shared/domain/deployment';
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
type ReadAsk = { plant: string; operations: Record<string, string> };

const operationOf = ({ deployment }: Target) => `https://management.azure.com/op/${deployment}`;
const writes = ({ target }: WriteAsk): WriteAnswer => ({
  status: 'started',
  operation: operationOf(target),
});
const reads = (): PlantReading => aReading(before, 20);

type Scene = {
  targets?: Target[];
  sharers?: number;
  /** How long an operation may run. */
  minutes?: number;
  startRestore?: (ask: WriteAsk, world: World) => WriteAnswer;
  readPlant?: (ask: ReadAsk, world: World) => PlantReading;
};

/** Plays the rollback of a plant, and notes when each write was asked for. */
async function play({ targets = someTargets(3), sharers = 1, minutes = 2, ...over }: Scene = {}) {
  const written: { circuit: string; at: string; answer: WriteAnswer['status'] }[] = [];
  const startRestore = (ask: WriteAsk, world: World): WriteAnswer => {
    const answer = (over.startRestore ?? writes)(ask, world);
    written.push({ circuit: ask.target.circuit, at: world.now(), answer: answer.status });
    return answer;
  };
  const input = {
    cause: { incident: 'incident-1' },
    plant: 'P001',
    targets,
    limits: aPolicy({ restore: { operationTimeoutMinutes: minutes, attempts: 5 } }).restore,
    sharers,
    position: 0,
  };
  const replayed = await replay(rollBackPlant, {
    input,
    answers: { startRestore, readPlant: over.readPlant ?? reads },
    instanceId: 'rollback-1:P001',
  });
  return { ...replayed, written, ends: replayed.result.map(({ status }) => status) };
}

describe('rollBackPlant', () => {
  it('writes every deployment and reads all back with one list call', async () => {
    const targets = someTargets(20);

    const { result, asked, endedAt } = await play({ targets });

    expect(result).toEqual(targets.map(restored));
    expect(asked.filter(({ name }) => name === 'startRestore')).toHaveLength(20);
    expect(asked.filter(({ name }) => name === 'readPlant')).toEqual([
      {
        name: 'readPlant',
        input: {
          plant: 'P001',
          operations: Object.fromEntries(
            targets.map((target) => [target.deployment, operationOf(target)]),
          ),
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
    const { ends, written } = await play({ targets: someTargets(20), sharers: 10 });
    const seconds = written.map(({ at }) => secondsBetween(start, at));

    expect(ends).toEqual(Array(20).fill('restored'));
    // 2.5 at once, and a tenth of 25 a minute comes back: one every 24 s.
    expect(seconds.slice(0, 4)).toEqual([0, 0, 12, 36]);
    expect(seconds.at(-1)).toBe(12 + 17 * 24);
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
    const { result, written } = await play({
      readPlant: ({ operations }) => {
        const { deployments } = aReading(before, 3);
        return {
          status: 'read',
          deployments: deployments.map((one) =>
            one.deployment === bad ? { ...one, state: 'Failed' } : one,
          ),
          failures: bad in operations ? { [bad]: 'ImageBuildFailure: no space' } : {},
        };
      },
    });

    expect(written.map(({ circuit }) => circuit)).toEqual([
      'C001',
      'C002',
      'C003',
      ...Array<string>(4).fill('C002'),
    ]);
    expect(result[1]).toEqual(
      ended('failed', '5 attempts failed: ImageBuildFailure: no space', someTargets(3)[1]),
    );
    expect([result[0]?.status, result[2]?.status]).toEqual(['restored', 'restored']);
  });

  it('finds out that a deployment was deleted while it was written', async () => {
    const { result } = await play({ readPlant: () => aReading(before, 2) });

    expect(result.map(({ status }) => status)).toEqual(['restored', 'restored', 'failed']);
  });

  it('waits out a service that cannot be read, and comes to the truth', async () => {
    let outages = 5;
    const { ends, endedAt } = await play({
      readPlant: () => {
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
    const { ends, endedAt } = await play({ readPlant: () => hanging });

    expect(ends).toEqual(['unverified', 'unverified', 'unverified']);
    expect(secondsBetween(start, endedAt)).toBeLessThanOrEqual(130);
  });

  it('looks ever more rarely at an operation that hangs for half an hour', async () => {
    const hanging: PlantReading = {
      status: 'read',
      deployments: aReading(before, 3).deployments.map((one) => ({ ...one, state: 'Updating' })),
      failures: {},
    };
    const { asked } = await play({ readPlant: () => hanging, minutes: 30 });

    const looks = asked.filter(({ name }) => name === 'readPlant').length;
    expect(looks).toBeGreaterThan(20);
    expect(looks).toBeLessThan(50);
  });

  it('goes on when a write breaks, and finds what was written beside it', async () => {
    let faults = 1;
    const written = new Set<string>();
    const { result, asked } = await play({
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

    expect(result).toEqual(someTargets(3).map(restored));
    expect(asked.filter(({ name }) => name === 'startRestore')).toHaveLength(6);
  });

  it('goes on when a reading breaks', async () => {
    let faults = 2;
    const { ends } = await play({
      readPlant: () => {
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
      reason: 'gave up after 8 tries: no token',
    },
    {
      what: 'reads',
      over: { readPlant: () => fail('no token') },
      status: 'unverified',
      reason: 'its operation still runs after 2 min',
    },
  ])('answers for every circuit when $what never work', async ({ over, status, reason }) => {
    const { result } = await play(over);

    expect(result).toHaveLength(3);
    expect(result[0]).toMatchObject({ status, reason });
    expect(new Set(result.map((outcome) => outcome.status))).toEqual(new Set([status]));
  });
});

function fail(message: string): never {
  throw new Error(message);
}
