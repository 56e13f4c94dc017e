import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../../../local/host/durable/engine/clock';
import { durableApp, runEngine } from '../../../support/engineRun';
import { startInProcessWorker } from '../../../support/inProcessWorker';
import type { InProcessWorker } from '../../../support/inProcessWorker';
import { until } from '../../../support/until';

let worker: InProcessWorker;

beforeAll(async () => {
  worker = await startInProcessWorker(durableApp);
});

afterAll(async () => {
  await worker.kill();
});

describe('the engine', () => {
  it('keeps no more orchestrations in memory than it is told to, and loses none', async () => {
    const run = await runEngine({ options: { maxLiveInstances: 3 }, sharedWorker: worker });
    const ids = await Promise.all(
      Array.from({ length: 20 }, () => run.client.startNew('waitsTwice')),
    );
    for (const event of ['first', 'second']) {
      await Promise.all(ids.map((id) => run.client.raiseEvent(id, 'go', event)));
    }

    const ends = await Promise.all(ids.map((id) => run.end(id)));
    await run.stop();

    expect(ends.map(({ output }) => output)).toEqual(ids.map(() => ['first', 'second']));
  });

  it('runs no more activities at once than it is told to', async () => {
    let running = 0;
    let most = 0;
    const counting: InProcessWorker = {
      ...worker,
      invoke: async (invocation) => {
        const counts = invocation.functionName === 'echo';
        running += counts ? 1 : 0;
        most = Math.max(most, running);
        const result = await worker.invoke(invocation);
        running -= counts ? 1 : 0;
        return result;
      },
    };
    const run = await runEngine({
      options: { maxConcurrentActivityFunctions: 4 },
      sharedWorker: counting,
    });

    const { output } = await run.run('fanOut', 50);
    await run.stop();

    expect([output, most]).toEqual([1225, 4]);
  });

  it('runs activities twice when told to, as Azure may', async () => {
    const calls: string[] = [];
    const counting: InProcessWorker = {
      ...worker,
      invoke: async (invocation) => {
        calls.push(invocation.functionName);
        return worker.invoke(invocation);
      },
    };
    const faults = { repeatActivity: (name: string) => name === 'echo' };
    const run = await runEngine({ faults, sharedWorker: counting });

    const { output } = await run.run('chain');
    await run.stop();

    expect(output).toEqual(['a', 'b', 'c']);
    expect(calls.filter((name) => name === 'echo')).toHaveLength(6);
  });

  it('replays a wide fan-out far less often than it has activities', async () => {
    let replays = 0;
    const counting: InProcessWorker = {
      ...worker,
      invoke: async (invocation) => {
        replays += invocation.functionName === 'fanOut' ? 1 : 0;
        return worker.invoke(invocation);
      },
    };
    const run = await runEngine({
      options: { maxConcurrentActivityFunctions: 100 },
      sharedWorker: counting,
    });

    await run.run('fanOut', 1000);
    await run.stop();

    expect(replays).toBeLessThan(100);
  });

  it('waits by the clock it is given, and stamps its time on what it does', async () => {
    const clock = aClock(Date.parse('2030-01-01T00:00:00Z'));
    const run = await runEngine({ clock, sharedWorker: worker });
    const id = await run.client.startNew('timer', { input: 86_400_000 });
    await until('the timer is set', () => clock.waiting > 0);

    clock.advance(86_399_999);
    const early = await run.client.getStatus(id);
    clock.advance(1);
    const { output, createdTime } = await run.end(id);
    await run.stop();

    expect(early.runtimeStatus).toBe('Running');
    expect(output).toBe(86_400_000);
    expect(createdTime).toEqual(new Date('2030-01-01T00:00:00Z'));
  });

  it('starts once, and answers 503 when it has stopped', async () => {
    const run = await runEngine({ sharedWorker: worker });
    expect(() => run.engine.start()).toThrow('started once');

    await run.engine.stop();

    await expect(run.client.startNew('chain')).rejects.toThrow('503');
    await run.stop();
  });
});

function aClock(start: number): Clock & { advance(ms: number): void; readonly waiting: number } {
  let now = start;
  const waits = new Set<{ due: number; callBack: () => void }>();
  return {
    now: () => now,
    at: (due, callBack) => {
      const wait = { due, callBack };
      waits.add(wait);
      return () => waits.delete(wait);
    },
    advance: (ms) => {
      now += ms;
      for (const wait of [...waits].filter(({ due }) => due <= now)) {
        waits.delete(wait);
        wait.callBack();
      }
    },
    get waiting() {
      return waits.size;
    },
  };
}
