import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startRestore } from '../../functions/activities/startRestore';
import { watchPlant } from '../../functions/activities/watchPlant';
import { rollBackPlant } from '../../functions/orchestrators/rollBackPlant';
import { deployments } from '../../shared/azure/machineLearning/deployments';
import type { Outcome, Target } from '../../shared/domain/deployment';
import { isAmiss } from '../../shared/domain/deployment';
import { rollbacksIn } from '../../shared/records/rollbacks';
import { aLog } from '../support/aLog';
import { aFleet, aPolicy, aTarget, before, start } from '../support/builders';
import { aResource, deploymentId, startWorkspace } from '../support/machineLearning';
import type { SimulatedWorkspace } from '../support/machineLearning';
import { MemoryBlobs } from '../support/memoryBlobs';
import { MemoryLocks } from '../support/memoryLocks';
import { replay } from '../support/replay';
import { establishTrust } from '../support/trust';
import type { Trust } from '../support/trust';

let trust: Trust;
let cloud: SimulatedWorkspace;

beforeAll(async () => {
  trust = await establishTrust();
  cloud = await startWorkspace(trust, { speed: 20_000 });
});

beforeEach(async () => {
  await cloud.faults();
  await cloud.setFleet(aFleet({ plants: 1, circuits: 3 }));
  await cloud.control('DELETE', '/machineLearning/journal');
});

afterAll(async () => {
  await cloud.close();
  await trust.close();
});

const targets = ['C001', 'C002', 'C003'].map((circuit) =>
  aTarget({ circuit, deployment: `deployment-circuit-${circuit}` }),
);
const troubled = deploymentId({ circuit: 'C002' });
const part = { cause: { incident: 'incident-1' }, wave: 0, plant: 'P001' };
const remove = (id: string) =>
  cloud.control('DELETE', `/machineLearning/resources?prefix=${encodeURIComponent(id)}`);

type Play = {
  incident?: string;
  locks?: MemoryLocks;
  /** What happens in the cloud once all writes were sent, before anybody looks. */
  meanwhile?: () => Promise<unknown>;
};

/** Restores the three circuits of a plant with the real activities on the simulated Azure ML. */
async function play({ incident = 'incident-1', locks = new MemoryLocks(), meanwhile }: Play = {}) {
  const policy = aPolicy({ restore: { operationTimeoutMinutes: 30, writes: { burst: 500 } } });
  const services = {
    deployments: deployments(cloud.place, trust.credential('AzureML Data Scientist')),
    rollbacks: rollbacksIn(new MemoryBlobs(), () => start),
    settings: { fleet: async () => aFleet(), policy: async () => policy },
    log: aLog(),
    now: () => start,
    locks,
  };
  let outcomes: Outcome[] = [];
  let isFirst = true;
  const { endedAt } = await replay(rollBackPlant, {
    input: {
      part: { ...part, cause: { incident } },
      limits: policy.restore,
      share: { writes: 3, ofWrites: 3, turn: 0, plants: 1 },
    },
    answers: {
      readWork: () => targets,
      startRestore: (ask: { cause: { incident: string }; target: Target }) =>
        startRestore(ask, services),
      watchPlant: async (ask: Parameters<typeof watchPlant>[0]) => {
        if (isFirst) {
          isFirst = false;
          await meanwhile?.();
        }
        return watchPlant(ask, services);
      },
      recordOutcomes: async (ask: { outcomes: Outcome[] }) => {
        outcomes = ask.outcomes;
        await Promise.all(targets.map((target) => locks.release(target, incident)));
        return null;
      },
    },
  });
  return { outcomes, endedAt };
}

const endsOf = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) =>
    'reason' in outcome ? `${outcome.status}: ${outcome.reason}` : outcome.status,
  );
const fault = (effect: object, times: number, method = 'PUT') => ({
  match: { method, pathPattern: troubled },
  times,
  effect,
});
const refusal = (status: number, code: string, more: object = {}) => ({
  status,
  code,
  message: `${code}!`,
  ...more,
});

type Trouble = {
  what: string;
  faults?: ReturnType<typeof fault>[];
  meanwhile?: () => Promise<unknown>;
  end: string;
  writes: number;
};

describe('one circuit in trouble among three, on Azure ML', () => {
  it.each<Trouble>([
    {
      what: 'is busy for a while (409)',
      faults: [fault(refusal(409, 'Conflict'), 3)],
      end: 'restored',
      writes: 4,
    },
    {
      what: 'is throttled (429)',
      faults: [fault(refusal(429, 'TooManyRequests', { retryAfter: 7 }), 2)],
      end: 'restored',
      writes: 3,
    },
    {
      what: 'meets an internal error (500)',
      faults: [fault(refusal(500, 'InternalServerError'), 2)],
      end: 'restored',
      writes: 3,
    },
    {
      what: 'finds the service unavailable (503)',
      faults: [fault(refusal(503, 'ServiceUnavailable'), 2)],
      end: 'restored',
      writes: 3,
    },
    {
      what: 'loses the connection before its write arrives',
      faults: [fault({ reset: true }, 2)],
      end: 'restored',
      writes: 3,
    },
    {
      what: 'loses the answer to its write, and does not write again',
      faults: [fault({ loseAnswer: true }, 1)],
      end: 'restored',
      writes: 1,
    },
    {
      what: 'has an operation that hangs past its time',
      faults: [fault({ operation: 'hang' }, 1)],
      end: 'unverified: its operation still runs after 30 min',
      writes: 1,
    },
    {
      what: 'fails once',
      faults: [fault({ operation: 'fail', code: 'ImageBuildFailure', message: 'No space.' }, 1)],
      end: 'restored',
      writes: 2,
    },
    {
      what: 'fails twice, which is for a person',
      faults: [fault({ operation: 'fail', code: 'ImageBuildFailure', message: 'No space.' }, 2)],
      end: 'failed: 2 attempts failed: ImageBuildFailure: No space.',
      writes: 2,
    },
    {
      what: 'is canceled twice by others',
      faults: [fault({ operation: 'cancel', code: 'Canceled', message: 'By a user.' }, 2)],
      end: 'failed: 2 attempts failed: Canceled: By a user.',
      writes: 2,
    },
    {
      what: 'is deleted while it is written',
      meanwhile: () => remove(troubled),
      end: 'failed: deployment deployment-circuit-C002 is gone',
      writes: 1,
    },
    {
      what: 'is edited by others after it was written, and not overwritten',
      meanwhile: () =>
        cloud.set({
          ...aResource({ circuit: 'C002', environment: 'custom-tf-env:9.9.9' }),
          id: troubled,
        }),
      end: `unverified: runs custom-tf-env:9.9.9 after it was written: changed by others`,
      writes: 1,
    },
  ])(
    '$what: it comes to its end, and the others are restored',
    async ({ faults = [], meanwhile, end, writes }) => {
      await cloud.faults(...faults);

      const { outcomes } = await play(meanwhile ? { meanwhile } : {});

      expect(endsOf(outcomes)).toEqual(['restored', end, 'restored']);
      const puts = (await cloud.journal()).filter(({ method }) => method === 'PUT');
      expect(puts.filter(({ path }) => path === troubled)).toHaveLength(writes);
      expect(puts.filter(({ path }) => path !== troubled)).toHaveLength(2);
      expect(outcomes.some(isAmiss)).toBe(end !== 'restored');
    },
  );

  it('leaves alone what others have changed since the plan was made', async () => {
    await cloud.set({
      ...aResource({ circuit: 'C002', environment: 'custom-tf-env:9.9.9' }),
      id: troubled,
    });

    const { outcomes } = await play();

    expect(endsOf(outcomes)[1]).toMatch(/^untouched: runs custom-tf-env:9.9.9, not /);
    expect((await cloud.resource(troubled)).properties['environmentId']).toMatch(/9\.9\.9$/);
  });

  it('names every circuit of an endpoint that is gone', async () => {
    const endpoint = troubled.slice(0, troubled.indexOf('/deployments/'));

    const { outcomes } = await play({ meanwhile: () => remove(endpoint) });

    expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
  });
});

describe('two incidents at once over the same circuits', () => {
  it('never both write one: the second finds it there, or waits for the first to let go', async () => {
    const locks = new MemoryLocks();

    const [first, second] = await Promise.all([
      play({ incident: 'incident-1', locks }),
      play({ incident: 'incident-2', locks }),
    ]);

    const puts = (await cloud.journal()).filter(({ method }) => method === 'PUT');
    expect(puts.map(({ path }) => path).toSorted()).toEqual(
      targets.map(({ circuit }) => deploymentId({ circuit })),
    );
    const writers = targets.map((_, index) =>
      [first, second].filter(({ outcomes }) => outcomes[index]?.status === 'restored'),
    );
    expect(writers.map((each) => each.length)).toEqual([1, 1, 1]);
    const there = await Promise.all(
      targets.map(async ({ circuit }) => cloud.resource(deploymentId({ circuit }))),
    );
    expect(there.map(({ properties }) => properties['environmentId'])).toEqual(
      Array(3).fill(expect.stringMatching(`${before.replace(':', '/versions/')}$`)),
    );
  });
});
