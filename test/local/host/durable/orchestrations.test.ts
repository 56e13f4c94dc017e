import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import { runEngine } from '../../../support/engineRun';
import type { EngineRun } from '../../../support/engineRun';
import { until } from '../../../support/until';

let run: EngineRun;

beforeAll(async () => {
  run = await runEngine();
});

afterAll(async () => {
  await run.stop();
});

async function outcome(name: string, input?: unknown): Promise<[string, unknown]> {
  const { runtimeStatus, output } = await run.run(name, input);
  return [runtimeStatus, output];
}

async function isRunning(instanceId: string): Promise<void> {
  await until(`${instanceId} runs`, async () => {
    const { runtimeStatus } = await run.client.getStatus(instanceId);
    return runtimeStatus === df.OrchestrationRuntimeStatus.Running;
  });
}

describe('activities', () => {
  it('are called one after the other', async () => {
    expect(await outcome('chain')).toEqual(['Completed', ['a', 'b', 'c']]);
  });

  it('are called side by side', async () => {
    expect(await outcome('fanOut', 200)).toEqual(['Completed', 19_900]);
  });

  it('get and give every kind of JSON value', async () => {
    const echoed = ['text', '{"a":1}', 7, 0.5, true, { nested: [1] }, [1, 2], ''];

    expect(await outcome('kinds')).toEqual(['Completed', [...echoed, null, 0.5]]);
  });

  it('are tried again until they work', async () => {
    expect(await outcome('retryUntilItWorks')).toEqual(['Completed', 4]);
  });

  it('fail for good when the attempts are spent, in the words of the product', async () => {
    const [status, output] = await outcome('retryInVain');

    expect(status).toBe('Failed');
    expect(output).toContain(
      "Orchestrator function 'retryInVain' failed: " +
        "Activity function 'fail' failed:  never works \n {",
    );
  });

  it('are told apart when several are tried again side by side', async () => {
    expect(await outcome('retrySideBySide')).toEqual([
      'Completed',
      [[3, 'plain', 2, 2, 4], 'after'],
    ]);
  });

  it('throw their failure into the orchestrator', async () => {
    const [status, message] = await outcome('catches');

    expect(status).toBe('Completed');
    expect(message).toMatch(/^Activity function 'fail' failed: {2}it broke \n \{.*"it broke"/);
  });
});

describe('an orchestration', () => {
  it('fails with what it threw', async () => {
    expect(await outcome('failsLoudly')).toEqual([
      'Failed',
      "Orchestrator function 'failsLoudly' failed: orch failed",
    ]);
  });

  it('begins what follows a failed Task.all only when all of its tasks have ended', async () => {
    const began = performance.now();

    expect(await outcome('failsFast')).toEqual(['Completed', 'compensated']);
    expect(performance.now() - began).toBeGreaterThanOrEqual(79);
  });

  it('knows what is a replay', async () => {
    expect(await outcome('replays')).toEqual(['Completed', [true, true, false]]);
  });

  it('fails when its code does not do what its history says', async () => {
    const [status, output] = await outcome('changesItsMind');

    expect(status).toBe('Failed');
    expect(output).toContain('Non-Deterministic workflow detected');
    expect(output).toContain("scheduled an activity task named 'echo' with sequence number 0");
    expect(output).toContain("instead scheduled an activity task named 'half'");
  });

  it('keeps running when it calls an activity that does not exist, and the log says so', async () => {
    const id = await run.client.startNew('callsNobody');
    await until('the log says so', () => run.log.find((line) => line.includes('doesNotExist')));

    const { runtimeStatus } = await run.client.getStatus(id);

    expect(runtimeStatus).toBe('Running');
    expect(run.log).toContainEqual(
      `error: Orchestration '${id}' (callsNobody): The function 'doesNotExist' doesn't exist, ` +
        'is disabled, or is not an activity function.',
    );
    await run.client.terminate(id, 'enough');
  });

  it('is warned of in the log when it uses a task twice', async () => {
    const id = await run.client.startNew('reusesATask');

    const warning = await until('there is a warning', () =>
      run.log.find((line) => line.includes(id)),
    );

    expect(warning).toContain('seems to be in a second Task.any or Task.all');
  });

  it('shows its custom status while it runs', async () => {
    const id = await run.client.startNew('showsStatus', { input: 10 });

    const shown = await until('there is a custom status', async () => {
      const { customStatus } = await run.client.getStatus(id);
      return (customStatus as { at: string } | null) ?? undefined;
    });
    await run.client.raiseEvent(id, 'go', null);
    const { customStatus } = await run.end(id);

    expect(shown).toEqual({ at: 'start' });
    expect(customStatus).toBe('x'.repeat(10));
  });

  it('fails when its custom status is longer than 16 KB', async () => {
    const id = await run.client.startNew('showsStatus', { input: 9000 });
    await run.client.raiseEvent(id, 'go', null);

    const { runtimeStatus, output } = await run.end(id);

    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain('must not exceed 16 KB. The current payload is 17.6 KB.');
  });
});

describe('sub-orchestrations', () => {
  it('know their parent, and are named after it where they have no id', async () => {
    const id = await run.client.startNew('parent', { input: ['x', 'y'] });

    const { output } = await run.end(id);

    const child = (name: string) => ({ name, parent: id });
    expect(output).toEqual([[child('x'), child('y')], child('unnamed')]);
    expect(await run.client.getStatus(`${id}:x`)).toMatchObject({ runtimeStatus: 'Completed' });
  });

  it('fail their parent with reason and details', async () => {
    expect(await outcome('parentOfFailing')).toEqual([
      'Completed',
      "Orchestrator function 'failsLoudly' failed: orch failed \n " +
        'Message: orch failed, StackTrace: ',
    ]);
  });

  it('fail their parent when they are terminated', async () => {
    const id = await run.client.startNew('parentOfWaiting');
    await until('the child is known', () =>
      run.client.getStatus(`${id}:child`).catch(() => undefined),
    );
    await run.client.terminate(`${id}:child`, 'not needed');

    const { runtimeStatus, output } = await run.end(id);

    expect(runtimeStatus).toBe('Failed');
    expect(output).toContain('not needed');
  });
});

describe('timers', () => {
  it('fire late, never early', async () => {
    const [status, waited] = await outcome('timer', 60);

    expect(status).toBe('Completed');
    expect(waited).toBeGreaterThanOrEqual(60);
  });

  it('are made of segments when they are long', async () => {
    const limits = { timers: { maxShortMs: 60, segmentMs: 30 }, httpSleepMs: 10 };
    const segmented = await runEngine({ options: { limits }, sharedWorker: run.worker() });

    const { instanceId, output } = await segmented.run('timer', 100);

    const history = await historyOf(segmented, instanceId);
    await segmented.stop();
    expect(output).toBeGreaterThanOrEqual(100);
    expect(history.filter((type) => type === 'TimerFired').length).toBeGreaterThan(1);
  });

  it('lose against an event, and hold nothing open once cancelled', async () => {
    const id = await run.client.startNew('eventOrTimeout', { input: 3_600_000 });
    await isRunning(id);
    await run.client.raiseEvent(id, 'go', 'now');

    expect((await run.end(id)).output).toEqual(['now', 'after']);
  });

  it('win against an event that does not come', async () => {
    expect(await outcome('eventOrTimeout', 20)).toEqual(['Completed', 'timeout']);
  });

  it('keep the orchestration running until they fire, if nobody cancels them', async () => {
    const id = await run.client.startNew('leavesTimerRunning');
    const began = performance.now();
    await run.client.raiseEvent(id, 'go', null);

    expect((await run.end(id)).output).toBe('done');
    expect(performance.now() - began).toBeGreaterThanOrEqual(140);
  });
});

describe('external events', () => {
  it('are kept for who asks later, in order', async () => {
    const id = await run.client.startNew('waitsTwice');
    await run.client.raiseEvent(id, 'go', { first: true });
    await run.client.raiseEvent(id, 'go', 2);

    expect((await run.end(id)).output).toEqual([{ first: true }, 2]);
  });

  it('are warned of when their name differs in case, which the SDK does not forgive', async () => {
    const id = await run.client.startNew('waits');
    await run.client.raiseEvent(id, 'GO', 1);

    const warning = await until('there is a warning', () =>
      run.log.find((line) => line.includes(id)),
    );
    await run.client.raiseEvent(id, 'go', 2);

    expect(warning).toContain("The event 'GO' was raised, and 'go' is awaited");
    expect((await run.end(id)).output).toBe(2);
  });
});

describe('continue-as-new', () => {
  it('starts over with a new input and an empty history', async () => {
    const { instanceId, output } = await run.run('counts', { count: 0, until: 5 });

    expect(output).toBe(5);
    expect(await historyOf(run, instanceId)).toEqual([
      'ExecutionStarted',
      'TaskCompleted',
      'ExecutionCompleted',
    ]);
  });

  it('hands events that come later to the next generation', async () => {
    const id = await run.client.startNew('collects', { input: [] });
    for (const item of ['a', 'b', 'c']) {
      await run.client.raiseEvent(id, 'item', item);
      await until(`${item} is seen`, async () => {
        const { input } = await run.client.getStatus(id, { showInput: true });
        return (input as string[]).includes(item);
      });
    }
    await run.client.raiseEvent(id, 'item', 'end');

    expect((await run.end(id)).output).toEqual(['a', 'b', 'c']);
  });
});

describe('entities', () => {
  it('are signalled and called by orchestrations', async () => {
    expect(await outcome('usesCounter')).toEqual(['Completed', 7]);
  });

  it('are signalled and read by clients', async () => {
    const id = { name: 'Counter', key: 'mine' };
    await run.client.signalEntity(id, 'add', 3);
    await run.client.signalEntity(id, 'add', 4);

    const state = await until('both are counted', async () => {
      const { entityExists, entityState } = await run.client.readEntityState<number>(id);
      return entityExists && entityState === 7 ? entityState : undefined;
    });

    expect(state).toBe(7);
    expect(await run.client.readEntityState({ name: 'Counter', key: 'other' })).toMatchObject({
      entityExists: false,
    });
  });
});

describe('callHttp', () => {
  it('sends a request and follows 202 until the answer is another', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const done = asked.length > 2;
      response.writeHead(
        done ? 200 : 202,
        done ? {} : { location: url('/poll'), 'retry-after': '0' },
      );
      response.end(done ? 'ready' : '');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const url = (path: string) =>
      `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

    const [status, output] = await outcome('callsHttp', url('/work'));
    server.close();

    expect([status, output]).toEqual(['Completed', [200, 'ready']]);
    expect(asked).toEqual(['POST /work', 'GET /poll', 'GET /poll']);
  });
});

async function historyOf({ origin }: EngineRun, instanceId: string): Promise<string[]> {
  const response = await fetch(`${origin}/durabletask/instances/${instanceId}?showHistory=true`);
  const { historyEvents } = (await response.json()) as { historyEvents: { EventType: string }[] };
  return historyEvents.map(({ EventType }) => EventType);
}
