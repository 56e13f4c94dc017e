import { afterEach, describe, expect, it } from '@jest/globals';
import { until } from '../../../support/until';
import { aStateDir, runHost } from '../support/runHost';
import type { RunningHost } from '../support/runHost';

type Status = { runtimeStatus: string; output: unknown };

let host: RunningHost | undefined;
let state: ReturnType<typeof aStateDir>;

/** Starts the durable app of the tests, with faults if any are named. */
async function aHost(faults?: string): Promise<RunningHost> {
  const args = faults === undefined ? [] : ['--faults', faults];
  host = await runHost('durable', { stateDir: state.dir, args });
  return host;
}

async function startSteps({ fetch }: RunningHost, steps: number): Promise<string> {
  const body = JSON.stringify({ label: 'faulty', steps });
  const response = await fetch('/api/start/inOrder', { method: 'POST', body });
  const { pathname, search } = new URL(response.headers.get('location')!);
  return `${pathname}${search}`;
}

async function outputOf({ fetch }: RunningHost, statusPath: string): Promise<unknown> {
  return until('the orchestration completes', async () => {
    const status = (await (await fetch(statusPath)).json()) as Status;
    return status.runtimeStatus === 'Completed' && status.output;
  });
}

function timesSaid({ output }: RunningHost, text: string): number {
  return output().split(text).length - 1;
}

describe('a host that is told to meet faults', () => {
  afterEach(async () => {
    await host?.stop();
    state.remove();
  });

  it('delivers activities twice, and keeps one outcome of each', async () => {
    state = aStateDir();
    const faulty = await aHost('repeat-activity=2');

    const status = await startSteps(faulty, 4);

    expect(await outputOf(faulty, status)).toEqual([10, 20, 30, 40]);
    const runs = [1, 2, 3, 4].map((step) => timesSaid(faulty, `faulty step ${step}\n`));
    expect(runs).toEqual([1, 2, 1, 2]);
  });

  it.each([
    { fault: 'crash-before-activity=3', runsOfThird: 1 },
    { fault: 'crash-after-activity=3', runsOfThird: 2 },
  ])('goes on after $fault', async ({ fault, runsOfThird }) => {
    state = aStateDir();
    const faulty = await aHost(fault);

    const status = await startSteps(faulty, 4);

    expect(await outputOf(faulty, status)).toEqual([10, 20, 30, 40]);
    expect(timesSaid(faulty, 'faulty step 3\n')).toBe(runsOfThird);
  });

  it.each(['kill-before-commit=5', 'kill-after-commit=5'])(
    'dies by %s, and the next start finishes what it began',
    async (fault) => {
      state = aStateDir();
      const dying = await aHost(`${fault},slow-store=5`);
      const status = await startSteps(dying, 6);
      await until('the host is dead', () => {
        try {
          process.kill(dying.pid, 0);
          return false;
        } catch {
          return true;
        }
      });

      expect(await outputOf(await aHost(), status)).toEqual([10, 20, 30, 40, 50, 60]);
    },
  );
});
