import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Bench, Group, Row } from '../group';
import { orchestrate } from './orchestrate';
import type { Workload } from './orchestrate';
import { runHost } from './runHost';

/** How fast orchestrations run, with their state on disk and the app in its own process. */
export const host: Group = {
  measures: 'the durable engine: fan-out, many orchestrations, sequences, and how cost grows',
  run: measureHost,
};

/** Each figure is the middle one of so many runs. */
const runs = 5;
const warmUps = 2;

/** The seconds a workload takes; over `times` in a row, each of them on average. */
type Measure = (workload: Workload, times?: number) => Promise<number>;

async function measureHost({ root, signal, say }: Bench): Promise<Row[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ripcord-bench-'));
  try {
    const { origin, stop } = await runHost(root, folder);
    const abort = (): void => void stop();
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await rowsFrom(async (workload, times = 1) => {
        signal.throwIfAborted();
        say(`${workload.instances} × ${workload.orchestrator} ${JSON.stringify(workload.input)}`);
        return medianSeconds(() => inARow(times, () => orchestrate(origin, workload)));
      });
    } finally {
      signal.removeEventListener('abort', abort);
      await stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowsFrom(measure: Measure): Promise<Row[]> {
  const fanOut = (input: number, times = 1) =>
    measure({ orchestrator: 'fanOut', input, instances: 1 }, times);
  const inChunks = (chunks: number) =>
    measure({ orchestrator: 'fanOutInChunks', input: { chunks, of: 200 }, instances: 1 });

  const fanOut1000 = await fanOut(1000);
  const orchestrations500 = await measure({ orchestrator: 'sequence', input: 3, instances: 500 });
  const sequential200 = await measure({ orchestrator: 'sequence', input: 200, instances: 1 });
  // As long as the longest, or whatever else runs on the machine would decide the ratio.
  const scale200 = (await fanOut(200, 25)) / 200;
  const scale1000 = (await inChunks(5)) / 1000;
  const scale5000 = (await inChunks(25)) / 5000;

  return [
    { name: 'host/fanout1000/activities_per_s', value: 1000 / fanOut1000, unit: '/s' },
    { name: 'host/orchestrations500/per_s', value: 500 / orchestrations500, unit: '/s' },
    { name: 'host/sequential200/steps_per_s', value: 200 / sequential200, unit: '/s' },
    perActivity('scale200', scale200),
    perActivity('scale1000', scale1000),
    perActivity('scale5000', scale5000),
    { name: 'host/scale5000/cost_ratio', value: scale5000 / scale200, unit: '×' },
  ];
}

function perActivity(name: string, seconds: number): Row {
  return { name: `host/${name}/us_per_activity`, value: seconds * 1_000_000, unit: 'µs' };
}

async function medianSeconds(take: () => Promise<number>): Promise<number> {
  const seconds: number[] = [];
  for (let run = -warmUps; run < runs; run += 1) {
    // One after the other, or they would measure each other.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const taken = await take();
    if (run >= 0) {
      seconds.push(taken);
    }
  }
  return seconds.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

async function inARow(times: number, take: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let time = 0; time < times; time += 1) {
    // oxlint-disable-next-line no-await-in-loop -- in a row, as it says
    sum += await take();
  }
  return sum / times;
}
