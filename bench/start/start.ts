import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Bench, Group, Row } from '../group';
import { runToEnd } from '../process/runToEnd';
import { shellEnvironment } from './shellEnvironment';
import { watchMemory } from './watchMemory';

const command = ['npm', 'start', '--', '--once', '--json'] as const;

/** What a new user meets first: the whole job on a fresh clone, and again once it is installed. */
export const start: Group = {
  measures: 'the demo on a fresh clone of HEAD: seconds cold and warm, memory of each process',
  run: measureStart,
};

async function measureStart({ root, signal, say }: Bench): Promise<Row[]> {
  if (process.platform !== 'linux') {
    throw new Error(`Needs Linux to read memory from /proc, found ${process.platform}`);
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ripcord-bench-'));
  const env = shellEnvironment(process.env);
  const run = { cwd: folder, env, signal };
  try {
    await runToEnd(['git', 'clone', '--quiet', '--no-hardlinks', root, folder], run);

    say(`${command.join(' ')} in a fresh clone`);
    const cold = await runToEnd(command, run);

    say('the same again');
    const memory = watchMemory();
    const warm = await runToEnd(command, { ...run, watch: memory.look });

    return [
      { name: 'start/cold_s', value: cold, unit: 's' },
      { name: 'start/warm_s', value: warm, unit: 's' },
      ...memory.rows(),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
