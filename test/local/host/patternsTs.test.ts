import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until';
import { ended, raise, reaches, statusOf } from './support/checkStatus';
import type { CheckStatus } from './support/checkStatus';
import { aStrangersApp, compileApp, runCommand } from './support/strangersApp';
import type { RunningCommand, StrangersApp } from './support/strangersApp';

describe.each(['module', 'commonjs'] as const)('a TypeScript app compiled to %s', (type) => {
  let app: StrangersApp;
  let host: RunningCommand;

  beforeAll(async () => {
    app = aStrangersApp('patternsTs');
    await compileApp(app, type);
    host = await runCommand(app);
  });

  afterAll(async () => {
    await host.stop();
    app.remove();
  });

  async function start(name: string, input?: unknown, query = ''): Promise<CheckStatus> {
    const response = await host.fetch(`/api/orchestrators/${name}${query}`, {
      method: 'POST',
      ...(input !== undefined && { body: JSON.stringify(input) }),
    });
    expect(response.status).toBe(202);
    const check = (await response.json()) as CheckStatus;
    expect(response.headers.get('location')).toBe(check.statusQueryGetUri);
    return check;
  }

  async function outputOf(name: string, input?: unknown): Promise<unknown> {
    const { output, runtimeStatus } = await ended(await start(name, input));
    expect(runtimeStatus).toBe('Completed');
    return output;
  }

  it('chains functions', async () => {
    expect(await outputOf('chain')).toEqual(['Hello, Tokyo', 'Hello, Seattle', 'Hello, Cairo']);
    expect(host.output()).toContain("Executed 'Functions.chain' (Succeeded, Id=");
    expect(host.output()).toContain('Started orchestration with ID = ');
  });

  it('fans out and in', async () => {
    expect(await outputOf('fanOutFanIn', 40)).toEqual({ sum: 20_540, count: 40, by: 'report' });
  });

  it('takes the first of several tasks, and the other later', async () => {
    expect(await outputOf('race')).toEqual({ winner: 'quick', isQuick: true, slow: 'slow' });
  });

  it('monitors until a job is done, or until its time is over', async () => {
    const done = await start('monitor', { job: `job ${type}`, everyMs: 50, expiresInMs: 60_000 });
    const endless = { job: 'endless', everyMs: 50, expiresInMs: 200 };

    const { output, customStatus } = await ended(done);
    expect(output).toEqual({ checks: 3, alerted: true });
    expect(customStatus).toEqual({ job: `job ${type}`, status: 'Completed', checks: 3 });
    expect(await outputOf('monitor', endless)).toMatchObject({ alerted: false });
  });

  it('waits for a person, who approves or is too late', async () => {
    const approved = await start('approval', { timeoutMs: 60_000 });
    const rejected = await start('approval', { timeoutMs: 60_000 });
    const late = await start('approval', { timeoutMs: 100 });

    expect(await raise(approved, 'ApprovalEvent', { approved: true })).toBe(202);
    expect(await raise(rejected, 'ApprovalEvent', { approved: false })).toBe(202);
    expect((await ended(approved)).output).toBe('Approved');
    expect((await ended(rejected)).output).toBe('Rejected');
    expect((await ended(late)).output).toBe('Escalated');
    expect(await raise(late, 'ApprovalEvent', { approved: true })).toBe(410);
  });

  it('gathers events in any order, and buffers those that come early', async () => {
    const gather = await start('gather');
    for (const [event, data] of Object.entries({ more: 10, third: 3, first: 1 })) {
      expect(await raise(gather, event, data)).toBe(202);
    }
    await raise(gather, 'more', 20);
    expect((await statusOf(gather)).runtimeStatus).toMatch(/Running|Pending/);
    await raise(gather, 'second', 2);

    expect((await ended(gather)).output).toEqual({ values: [1, 2, 3], again: [10, 20] });
  });

  it('aggregates in an entity what orchestrations and clients send', async () => {
    const signal = async (operation: string, input?: number) =>
      host.fetch('/api/counters/shared', {
        method: 'POST',
        body: JSON.stringify({ operation, input }),
      });
    const read = async () => {
      const response = await host.fetch('/api/counters/shared');
      return { status: response.status, ...((await response.json()) as object) };
    };
    expect(await read()).toMatchObject({ status: 404, entityExists: false });

    const result = await outputOf('useCounter', { key: 'shared', amounts: [1, 2, 3] });
    expect(result).toEqual({ total: 6, refused: 'yes' });
    expect((await signal('addTwice', 5)).status).toBe(202);
    await until('the signals arrive', async () => {
      const state = (await read()) as { entityState?: number };
      return state.entityState === 16;
    });
    const listed = await host.fetch(
      '/runtime/webhooks/durabletask/entities/Counter?fetchState=true',
    );
    expect(await listed.json()).toMatchObject([
      { entityId: { name: 'counter', key: 'shared' }, state: 16 },
    ]);
    await signal('delete');
    await until('the entity is gone', async () => (await read()).status === 404);
  });

  it('goes on for ever as new, with the events of the next generation', async () => {
    const eternal = await start('eternal', { round: 1, seen: [], until: 4 });
    const inbox = await start('inbox', []);
    for (const letter of ['a', 'b', 'end']) {
      const { lastUpdatedTime } = await statusOf(inbox);
      expect(lastUpdatedTime).toBeDefined();
      await raise(inbox, 'letter', letter);
      await reaches(inbox, ({ input, runtimeStatus }) =>
        letter === 'end' ? runtimeStatus === 'Completed' : String(input).endsWith(letter),
      );
    }

    expect((await ended(eternal)).output).toMatchObject({ rounds: 4, seen: { length: 4 } });
    expect((await ended(inbox)).output).toEqual(['a', 'b']);
  });

  it('runs sub-orchestrations with retries, and activities with compensation', async () => {
    expect(await outputOf('provisionAll', ['sound', 'flaky'])).toEqual([
      'sound after 1',
      'flaky after 3',
    ]);
    const broken = await ended(await start('provisionAll', ['broken']));
    expect(broken.runtimeStatus).toBe('Failed');
    expect(broken.output).toContain("Orchestrator function 'provisionAll' failed: ");
    expect(broken.output).toContain('broken is broken');
    expect(await outputOf('withRetries', 'third')).toBe('attempt 3');
    expect(await outputOf('withRetries', 'never')).toEqual({
      error: "Activity function 'unsteady' failed:  no luck with never ",
      undone: 'undid never',
    });
  });

  it('hands over what an error carries besides its message', async () => {
    expect(await outputOf('reserveStock')).toEqual({
      errorType: 'OutOfStock',
      errorMessage: 'only 2 left',
      properties: { left: 2 },
    });
  });

  it('runs versions of an orchestrator side by side', async () => {
    const old = await start('order_v1', { cents: 1000 });
    const recent = await start('order_v2', { cents: 1000 });
    await raise(recent, 'ship', null);
    await raise(old, 'ship', null);

    expect((await ended(old)).output).toEqual({ by: 'v1', price: 1000 });
    expect((await ended(recent)).output).toEqual({ by: 'v2', price: 1100 });
    const versioned = await start('versioned', {}, '?version=2.1');
    expect((await ended(versioned)).output).toEqual({ version: '2.1', hello: 'Hello, 2.1' });
  });

  it('keeps an id for one running instance, and gives it away again afterwards', async () => {
    const first = await start('approval', { timeoutMs: 60_000 }, '?id=order-1');
    const again = await host.fetch('/api/orchestrators/approval?id=order-1', { method: 'POST' });
    expect(again.status).toBe(500);

    await raise(first, 'ApprovalEvent', { approved: true });
    await ended(first);
    const second = await start('approval', { timeoutMs: 100 }, '?id=order-1');
    expect((await ended(second)).output).toBe('Escalated');
  });
});
