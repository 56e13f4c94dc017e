import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../support/until';
import { aStateDir, runHost } from './support/runHost';
import type { RunningHost } from './support/runHost';

type Status = { runtimeStatus: string; output: unknown };

const state = aStateDir();
let host: RunningHost;

beforeAll(async () => {
  host = await runHost('durable', { stateDir: state.dir });
});

afterAll(async () => {
  await host.stop();
  state.remove();
});

async function start(orchestrator: string, input: unknown): Promise<{ statusPath: string }> {
  const response = await host.fetch(`/api/start/${orchestrator}`, {
    method: 'POST',
    body: JSON.stringify(input),
  });
  expect(response.status).toBe(202);
  const { pathname, search } = new URL(response.headers.get('location')!);
  return { statusPath: `${pathname}${search}` };
}

async function completed(statusPath: string): Promise<unknown> {
  return until('the orchestration completes', async () => {
    const status = (await (await host.fetch(statusPath)).json()) as Status;
    return status.runtimeStatus === 'Completed' && status.output;
  });
}

describe('a host with a durable app', () => {
  it('runs an orchestration from its start over HTTP to its output', async () => {
    const { statusPath } = await start('inOrder', { label: 'first', steps: 3 });

    expect(await completed(statusPath)).toEqual([10, 20, 30]);
    expect(statusPath).toContain('taskHub=HostTests');
    expect(host.output()).toContain("Executed 'Functions.inOrder' (Succeeded");
    expect(host.output()).toContain("Executing 'Functions.step' (Reason='(null)'");
  });

  it('fans out and in', async () => {
    const { statusPath } = await start('sideBySide', { steps: 50 });

    expect(await completed(statusPath)).toBe(42_925);
  });

  it('goes on with the work when the process of the app is killed', async () => {
    const appPid = Number(await (await host.fetch('/api/pid')).text());
    const { statusPath } = await start('inOrder', { label: 'worker killed', steps: 8 });
    await host.says('worker killed step 4');
    process.kill(appPid, 'SIGKILL');

    expect(await completed(statusPath)).toHaveLength(8);
    expect(host.output()).toContain('The app runs again');
  });

  it('goes on with the work when it is killed itself, and starts again', async () => {
    const { statusPath } = await start('inOrder', { label: 'host killed', steps: 8 });
    await host.says('host killed step 4');
    await host.kill();
    host = await runHost('durable', { stateDir: state.dir });

    expect(await completed(statusPath)).toHaveLength(8);
    expect(host.output()).not.toContain('host killed step 2\n');
  });

  it('leaves unfinished work to the next start when it is told to stop', async () => {
    const { statusPath } = await start('inOrder', { label: 'host stopped', steps: 8 });
    await host.says('host stopped step 4');
    expect(await host.stop()).toBe(0);
    host = await runHost('durable', { stateDir: state.dir });

    expect(await completed(statusPath)).toHaveLength(8);
    expect(host.output()).not.toContain('host stopped step 3\n');
  });
});
