import type { Row } from '../group';
import { killText, planKills } from './planKills';
import { startPlatform } from './platform';
import { playRun } from './playRun';
import type { Run } from './playRun';

export type Asked = {
  /** One run for each. */
  seeds: readonly number[];
  signal: AbortSignal;
  say: (line: string) => void;
};

const size = { plants: 4, circuits: 40, speed: 100 };

/** Rolls a fleet back again and again while processes are killed, each time on a new platform. */
export async function restore({ seeds, signal, say }: Asked): Promise<Row[]> {
  const beganAt = performance.now();
  const runs: Run[] = [];
  let kills = 0;
  for (const seed of seeds) {
    signal.throwIfAborted();
    const planned = planKills(seed, size.circuits);
    kills += planned.length;
    // oxlint-disable-next-line no-await-in-loop -- one platform at a time
    const run = await runOnce(seed, signal, say);
    runs.push(run);
    const found = [...run.violations, ...run.locksLeft.map((name) => `${name} is left locked`)];
    const what = planned.map(killText).join(', ');
    say(`seed ${seed}: ${what}: ${run.seconds.toFixed(1)} s, ${found.length} violations`);
    found.forEach((violation) => say(`seed ${seed}: ${violation}`));
  }
  return rowsOf(runs, { kills, seconds: (performance.now() - beganAt) / 1000 });
}

async function runOnce(
  seed: number,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<Run> {
  const platform = await startPlatform({ ...size, say: (line) => say(`seed ${seed}: ${line}`) });
  const stop = (): void => void platform.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await playRun(platform, planKills(seed, size.circuits), say);
  } finally {
    signal.removeEventListener('abort', stop);
    await platform.stop();
  }
}

function rowsOf(
  runs: readonly Run[],
  { kills, seconds }: { kills: number; seconds: number },
): Row[] {
  const sum = (of: (run: Run) => number): number => runs.reduce((all, run) => all + of(run), 0);
  return [
    { name: 'chaos/restore/violations', value: sum((run) => run.violations.length), unit: '' },
    { name: 'chaos/restore/locks_left', value: sum((run) => run.locksLeft.length), unit: '' },
    { name: 'chaos/restore/runs', value: runs.length, unit: '' },
    { name: 'chaos/restore/kills', value: kills, unit: '' },
    {
      name: 'chaos/restore/slowest_s',
      value: Math.max(...runs.map((run) => run.seconds)),
      unit: 's',
    },
    { name: 'chaos/restore/seconds', value: seconds, unit: 's' },
  ];
}
