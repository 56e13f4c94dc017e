import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as df from 'durable-functions';
import { openDatabase } from '../../../../local/host/durable/store/openDatabase';
import { runEngine } from '../../../support/engineRun';
import type { EngineRun } from '../../../support/engineRun';
import { startInProcessWorker } from '../../../support/inProcessWorker';
import type { InProcessWorker } from '../../../support/inProcessWorker';
import { until } from '../../../support/until';

let folder: string;
let worker: InProcessWorker;
let run: EngineRun;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'critical-sections-'));
  worker = await startInProcessWorker(resolve('test/fixtures/apps/criticalSections.ts'));
  run = await runEngine({ sharedWorker: worker });
});

afterAll(async () => {
  await run.stop();
  await worker.kill();
  rmSync(folder, { recursive: true });
});

const account = (key: string): df.EntityId => new df.EntityId('Account', key);

async function balance({ client }: EngineRun, key: string): Promise<unknown> {
  return (await client.readEntityState<number>(account(key))).entityState;
}

/** Starts an orchestration that holds an account. */
async function aHolder({ client }: EngineRun, key: string): Promise<string> {
  const id = await client.startNew('hold', { input: { key } });
  await until(`${key} is held`, async () => {
    const { customStatus } = await client.getStatus(id);
    return customStatus === 'holds';
  });
  return id;
}

async function isBalance(of: EngineRun, key: string, expected: number): Promise<void> {
  await until(`${key} has ${expected}`, async () => (await balance(of, key)) === expected);
}

describe('a critical section', () => {
  it('keeps transfers side by side, in both directions, out of each other', async () => {
    const ids = await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const [from, to] = n % 2 === 0 ? ['left', 'right'] : ['right', 'left'];
        return run.client.startNew('transfer', { input: { from, to, amount: n + 1 } });
      }),
    );

    const ends = await Promise.all(ids.map(async (id) => run.end(id)));

    expect(ends.map(({ output }): unknown => output)).toEqual(
      ids.map(() => ({ undisturbed: true, locked: 2 })),
    );
    const [left, right] = [await balance(run, 'left'), await balance(run, 'right')];
    expect([left, right]).toEqual([6, -6]);
  });

  it('lets signals wait until it ends, and then has them done', async () => {
    const holder = await aHolder(run, 'awaited');
    await run.client.signalEntity(account('awaited'), 'add', 5);
    await run.client.signalEntity(account('free'), 'add', 5);
    await isBalance(run, 'free', 5);

    expect(await balance(run, 'awaited')).toBeUndefined();
    await run.client.raiseEvent(holder, 'end', 'return');

    await isBalance(run, 'awaited', 5);
  });

  it.each(['return', 'throw', 'continueAsNew'])(
    'ends with its orchestration, if nobody released it: %s',
    async (how) => {
      const holder = await aHolder(run, how);

      await run.client.raiseEvent(holder, 'end', how);

      const input = { from: `${how}-too`, to: how, amount: 1 };
      expect((await run.run('transfer', input)).output).toMatchObject({ locked: 2 });
      await run.client.terminate(holder, 'over');
    },
  );

  it('ends when its orchestration is terminated, be it inside or still waiting', async () => {
    const holder = await aHolder(run, 'mine');
    const waiting = await run.client.startNew('hold', { input: { key: 'mine' } });
    await until('it waits', async () => {
      const { runtimeStatus } = await run.client.getStatus(waiting);
      return runtimeStatus === df.OrchestrationRuntimeStatus.Running;
    });

    await run.client.terminate(waiting, 'enough');
    await run.client.terminate(holder, 'enough');

    const input = { from: 'mine', to: 'mine-too', amount: 1 };
    expect((await run.run('transfer', input)).output).toMatchObject({ locked: 2 });
  });

  it('has the rules that the library gives it', async () => {
    expect((await run.run('breakRules')).output).toEqual([
      'Cannot acquire more locks when already holding some locks.',
      'Cannot call an entity from within a critical section unless it is one of the locked entities.',
      'Cannot signal an entity from within a critical section if the entity is one of the locked entities.',
      'Cannot invoke sub-orchestrations from within a critical section.',
      'locked: true',
      'locked: false',
    ]);
  });

  it('outlives the engine', async () => {
    const storeFile = join(folder, 'held');
    const first = await runEngine({ storeFile, sharedWorker: worker });
    const holder = await aHolder(first, 'kept');
    await first.client.signalEntity(account('kept'), 'add', 3);
    await first.stop();

    const second = await runEngine({ storeFile, sharedWorker: worker });
    await second.client.signalEntity(account('other'), 'add', 1);
    await isBalance(second, 'other', 1);
    expect(await balance(second, 'kept')).toBeUndefined();
    await second.client.raiseEvent(holder, 'end', 'return');
    await isBalance(second, 'kept', 3);
    await second.stop();
  });

  it('is possible on a store that was made before there were any', () => {
    const file = join(folder, 'old');
    openDatabase(file).close();
    const old = new DatabaseSync(file);
    old.exec('DROP TABLE entityLocks; PRAGMA user_version = 1');
    old.close();

    const opened = openDatabase(file);

    expect(opened.prepare('SELECT count(*) AS locks FROM entityLocks').get()).toEqual({ locks: 0 });
    opened.close();
  });
});
