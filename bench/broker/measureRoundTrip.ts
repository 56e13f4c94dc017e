import type { Row } from '../group';
import { openClient } from './openClient';
import { runBroker } from './runBroker';
import type { BrokerCommand } from './runBroker';

const warmUps = 100;
const rounds = 500;

/** The SDK's time to send one message, receive it and complete it, one after the other. */
export async function measureRoundTrip(command: BrokerCommand): Promise<Row[]> {
  const broker = await runBroker(command);
  const client = openClient(broker.connectionString, 10_000);
  try {
    const sender = client.createSender('load');
    const receiver = client.createReceiver('load');
    const taken: number[] = [];
    for (let round = -warmUps; round < rounds; round += 1) {
      const started = performance.now();
      await sender.sendMessages({ body: 'x'.repeat(500) });
      const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 5_000 });
      if (message === undefined) {
        throw new Error('Received nothing within 5 s of a confirmed send');
      }
      await receiver.completeMessage(message);
      if (round >= 0) {
        taken.push(performance.now() - started);
      }
    }
    const sorted = taken.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * rounds)] ?? Number.NaN;
    return [
      { name: 'broker/roundtrip_p50_ms', value: at(0.5), unit: 'ms' },
      { name: 'broker/roundtrip_p99_ms', value: at(0.99), unit: 'ms' },
    ];
  } finally {
    await client.close();
    await broker.stop();
  }
}
