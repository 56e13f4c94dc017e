import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { durableApp, runEngine } from '../../../support/engineRun';
import { startInProcessWorker } from '../../../support/inProcessWorker';
import type { InProcessWorker } from '../../../support/inProcessWorker';
import { liveUntilACommit } from '../../../support/liveUntilACommit';
import { seeded } from '../../../support/random';
import type { CrashPlan, FromCrashingHost } from '../../../support/runCrashingHost';
import { until } from '../../../support/until';

let folder: string;
let worker: InProcessWorker;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'durable-engine-'));
  worker = await startInProcessWorker(durableApp);
});

afterAll(async () => {
  await worker.kill();
  rmSync(folder, { recursive: true });
});

const count = 3;
const wave = Array.from({ length: count }, (_, n) => `wave-${n}`);

function marksIn(file: string): string[] {
  return readFileSync(file, 'utf8').trim().split('\n');
}

const expected = { runtimeStatus: 'Completed', output: ['first', wave, 'last'] };

function expectAllEffects(file: string, crashes: number): void {
  const marks = marksIn(file);
  expect([...new Set(marks)].toSorted()).toEqual(['first', 'last', ...wave]);
  expect([marks[0], marks.at(-1)]).toEqual(['first', 'last']);
  // Only what was running at a crash, and not committed, ran again.
  expect(marks.length).toBeLessThanOrEqual(2 + count + crashes * count);
}

describe('when the process is killed', () => {
  /** Runs an engine in a process of its own, until the orchestration ends or the process. */
  async function liveInAProcess(plan: CrashPlan): Promise<string | undefined> {
    const host = fork('test/support/crashingHost.mjs', [JSON.stringify(plan)], {
      env: { ...process.env, NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: join(folder, 'cache') },
    });
    let ended: string | undefined;
    host.on('message', (message: FromCrashingHost) => {
      if (message.kind === 'ended') {
        ended = message.status;
        return;
      }
      const { call, invocation } = message;
      void worker
        .invoke(invocation)
        .then((result) => host.connected && host.send({ call, result }));
    });
    const [code, signal] = (await once(host, 'exit')) as [number | null, string | null];
    expect([code, signal]).toEqual(ended === undefined ? [null, 'SIGKILL'] : [0, null]);
    return ended;
  }

  it.each([1, 2])('goes on to the same end, and loses no effect (seed %i)', async (seed) => {
    const file = join(folder, `killed-${seed}`);
    const random = seeded(seed);
    let crashes = -1;
    let ended: string | undefined;
    while (ended === undefined) {
      crashes += 1;
      ended = await liveInAProcess({
        functions: worker.functions,
        storeFile: join(folder, `killed-${seed}.db`),
        dieAtCommit: 3 + Math.floor(random() * 3),
        when: random() < 0.5 ? 'before' : 'after',
        start: { name: 'marks', instanceId: 'crash', input: { file, count } },
      });
    }

    expect(JSON.parse(ended)).toMatchObject(expected);
    expectAllEffects(file, crashes);
    expect(crashes).toBeGreaterThan(1);
  });

  // Every life of the engine makes one commit more and ends at the next, so that every commit is
  // a place to die: right after it, or right before it.
  it.each(['before', 'after'] as const)('may be killed %s any commit', async (when) => {
    const file = join(folder, `marks-${when}`);
    const start = { name: 'marks', instanceId: 'crash', input: { file, count } };
    let lives = 0;
    let ended: string | undefined;
    while (ended === undefined) {
      lives += 1;
      const storeFile = join(folder, `marks-${when}.db`);
      ended = await liveUntilACommit({ worker, storeFile, when, start });
    }

    expect(JSON.parse(ended)).toMatchObject(expected);
    expectAllEffects(file, lives);
    expect(lives).toBeGreaterThan(8);
  });
});

describe('when the engine is stopped', () => {
  it('carries on from the file after the next start', async () => {
    const storeFile = join(folder, 'restarted');
    const first = await runEngine({ storeFile, sharedWorker: worker });
    const waiting = await first.client.startNew('waitsTwice');
    const timer = await first.client.startNew('timer', { input: 200 });
    const counter = await first.client.startNew('usesCounter');
    await first.client.raiseEvent(waiting, 'go', 1);
    await first.end(counter);
    await first.stop();

    const second = await runEngine({ storeFile, sharedWorker: worker });
    await second.client.raiseEvent(waiting, 'go', 2);
    const results = [await second.end(waiting), await second.end(timer)];
    const entity = await second.client.readEntityState({ name: 'counter', key: counter });
    await second.stop();

    expect(results[0]!.output).toEqual([1, 2]);
    expect(results[1]!.output).toBeGreaterThanOrEqual(200);
    expect(entity).toMatchObject({ entityExists: true, entityState: 7 });
  });

  it('keeps a suspended orchestration suspended, and its events', async () => {
    const storeFile = join(folder, 'suspended');
    const first = await runEngine({ storeFile, sharedWorker: worker });
    const id = await first.client.startNew('waits');
    await first.client.suspend(id, 'x');
    await first.client.raiseEvent(id, 'go', 'kept');
    await first.stop();

    const second = await runEngine({ storeFile, sharedWorker: worker });
    const { runtimeStatus } = await second.client.getStatus(id);
    await second.client.resume(id, 'x');
    const { output } = await second.end(id);
    await second.stop();

    expect([runtimeStatus, output]).toEqual(['Suspended', 'kept']);
  });

  it('refuses a file that another engine holds', async () => {
    const storeFile = join(folder, 'held');
    const first = await runEngine({ storeFile, sharedWorker: worker });

    const second = runEngine({ storeFile, sharedWorker: worker });

    await expect(second).rejects.toThrow(
      /Cannot open the durable store .*another host is using it/,
    );
    await first.stop();
  });
});

describe('when the worker dies', () => {
  it('runs what was lost again on the next worker', async () => {
    const run = await runEngine({ options: { maxConcurrentActivityFunctions: 2 } });
    const file = join(folder, 'worker');
    const marks = await run.client.startNew('marks', { input: { file, count: 20 } });
    const slow = await run.client.startNew('failsFast');
    await until('it is at work', () => {
      try {
        return marksIn(file).length > 3;
      } catch {
        return false;
      }
    });

    await run.worker().kill();
    const waiting = await run.client.startNew('chain');
    await run.replaceWorker();

    expect((await run.end(marks)).output).toEqual([
      'first',
      Array.from({ length: 20 }, (_, n) => `wave-${n}`),
      'last',
    ]);
    expect((await run.end(slow)).output).toBe('compensated');
    expect((await run.end(waiting)).output).toEqual(['a', 'b', 'c']);
    await run.stop();
  });
});

describe('a strict engine', () => {
  it('fails an orchestration that calls an activity that does not exist', async () => {
    const run = await runEngine({
      options: { strictUnknownActivities: true },
      sharedWorker: worker,
    });

    const { runtimeStatus, output } = await run.run('callsNobody');
    await run.stop();

    expect([runtimeStatus, output]).toEqual([
      'Failed',
      "Orchestrator function 'callsNobody' failed: The function 'doesNotExist' doesn't exist, " +
        'is disabled, or is not an activity function.',
    ]);
  });
});
