import { setTimeout as pause } from 'node:timers/promises';
import { Ledger } from './ledger';
import type { Losses } from './ledger';
import { loadBroker } from './loadBroker';
import { openClient } from './openClient';
import { runBroker } from './runBroker';
import type { BrokerCommand, RunningBroker } from './runBroker';

export type KillOptions = {
  command: BrokerCommand;
  queue: string;
  kills: number;
  signal: AbortSignal;
};

/** So much is confirmed between two kills at least, so that there is something to lose. */
const sentBetween = 60;
const completedBetween = 15;
const longestRoundMs = 10_000;

/**
 * Kills a broker again and again while four senders and four receivers are at work, and then takes
 * stock of what was confirmed to them.
 */
export async function killUnderLoad({
  command,
  queue,
  kills,
  signal,
}: KillOptions): Promise<Losses> {
  const ledger = new Ledger();
  let broker = await runBroker(command);
  const closing: Promise<void>[] = [];
  try {
    for (let round = 0; round < kills; round += 1) {
      signal.throwIfAborted();
      const load = loadBroker({ connectionString: broker.connectionString, queue, round, ledger });
      await enough(ledger);
      const stopped = load.stop();
      await broker.kill();
      broker = await runBroker({ ...command, port: broker.port });
      // A client can only be closed when it reaches somebody.
      closing.push(stopped);
    }
    await Promise.all(closing);
    await takeStock(broker, queue, ledger);
    return ledger.losses();
  } finally {
    await broker.kill();
  }
}

async function enough(ledger: Ledger): Promise<void> {
  const { sent, completed } = ledger.confirmed();
  const deadline = performance.now() + longestRoundMs;
  for (let now = ledger.confirmed(); ; now = ledger.confirmed()) {
    if (now.sent - sent >= sentBetween && now.completed - completed >= completedBetween) {
      return;
    }
    if (performance.now() > deadline) {
      throw new Error(
        `Confirmed ${now.sent - sent} sends and ${now.completed - completed} completions in ${longestRoundMs} ms, expected ${sentBetween} and ${completedBetween}`,
      );
    }
    await pause(5);
  }
}

async function takeStock(broker: RunningBroker, queue: string, ledger: Ledger): Promise<void> {
  const client = openClient(broker.connectionString);
  const receiver = client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
  for (;;) {
    const messages = await receiver.receiveMessages(500, { maxWaitTimeInMs: 200 });
    messages.forEach((message) => ledger.left(message));
    if (messages.length === 0) {
      await client.close();
      return;
    }
  }
}
