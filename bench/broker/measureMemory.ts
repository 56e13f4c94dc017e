import type { Row } from '../group';
import { peakMemoryMb, runningProcesses } from '../process/process';
import { openClient } from './openClient';
import { runBroker } from './runBroker';
import type { BrokerCommand } from './runBroker';

const messages = 100_000;
const inOneSend = 200;

/** The most memory that the broker has had resident while it took 100,000 messages of 500 bytes. */
export async function measureMemory(command: BrokerCommand): Promise<Row[]> {
  const broker = await runBroker(command);
  const client = openClient(broker.connectionString, 10_000);
  try {
    const sender = client.createSender('load');
    const batch = Array.from({ length: inOneSend }, () => ({ body: 'x'.repeat(500) }));
    for (let sent = 0; sent < messages; sent += inOneSend) {
      await sender.sendMessages(batch);
    }
    const process = runningProcesses().find(({ pid }) => pid === broker.pid);
    if (process === undefined) {
      throw new Error('The broker ended with 100,000 messages queued');
    }
    return [{ name: 'broker/queued100000_mb', value: peakMemoryMb(process), unit: 'MB' }];
  } finally {
    await client.close();
    await broker.stop();
  }
}
