import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Bench, Group, Row } from '../group';
import { compareThroughput } from './compareThroughput';
import { killUnderLoad } from './killUnderLoad';
import { measureMemory } from './measureMemory';
import { measureRoundTrip } from './measureRoundTrip';
import type { BrokerCommand } from './runBroker';

/** How fast and how safe the Service Bus broker is, with every message on disk. */
export const broker: Group = {
  measures: 'the broker: rates next to bare AMQP, a round trip, 100,000 messages, 20 kills',
  run: measureBroker,
};

const config = {
  UserConfig: {
    Namespaces: [
      { Name: 'bench', Queues: [{ Name: 'load', Properties: { MaxDeliveryCount: 100 } }] },
    ],
  },
};

async function measureBroker({ root, signal, say }: Bench): Promise<Row[]> {
  if (process.platform !== 'linux') {
    throw new Error(`Needs Linux to read memory from /proc, found ${process.platform}`);
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ripcord-bench-'));
  try {
    const commandFor = await prepare(root, folder);
    const step = async (what: string, measure: (command: BrokerCommand) => Promise<Row[]>) => {
      signal.throwIfAborted();
      say(what);
      return measure(await commandFor(what));
    };
    const barePeer = path.join(root, 'dist', 'bench', 'broker', 'barePeer.js');
    return [
      ...(await step('throughput', (command) => compareThroughput(command, barePeer))),
      ...(await step('round trip', measureRoundTrip)),
      ...(await step('100,000 messages', measureMemory)),
      ...(await step('20 kills', (command) => kill(command, signal))),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function kill(command: BrokerCommand, signal: AbortSignal): Promise<Row[]> {
  const kills = 20;
  const losses = await killUnderLoad({ command, queue: 'load', kills, signal });
  const { sent, lost, settledTwice, cameBack } = losses;
  return [
    { name: 'broker/kill20/lost', value: lost, unit: '' },
    { name: 'broker/kill20/settled_twice', value: settledTwice + cameBack, unit: '' },
    { name: 'broker/kill20/sent', value: sent, unit: '' },
  ];
}

/** Each measurement gets a state directory of its own. */
async function prepare(
  root: string,
  folder: string,
): Promise<(what: string) => Promise<BrokerCommand>> {
  const file = path.join(folder, 'Config.json');
  await writeFile(file, JSON.stringify(config));
  return async (what) => {
    const state = path.join(folder, what.replaceAll(/\W/g, '-'));
    await mkdir(state);
    const main = path.join(root, 'dist', 'local', 'cloud', 'serviceBus', 'main.js');
    return { main, config: file, state };
  };
}
