import { spawn } from 'node:child_process';
import type { Row } from '../group';
import { connectAmqp, secondsToReceive, secondsToSend } from './amqpClient';
import { firstLine } from './firstLine';
import { runBroker } from './runBroker';
import type { BrokerCommand } from './runBroker';

const messages = 20_000;
/** Each ratio is the middle one of so many, taken in turns so that both see the same machine. */
const runs = 3;

const login = { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE' };

/** How fast the broker takes and gives messages, on disk, next to the AMQP library that keeps none. */
export async function compareThroughput(command: BrokerCommand, barePeer: string): Promise<Row[]> {
  const broker = await runBroker(command);
  const bare = spawn(process.execPath, [barePeer], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const barePort = Number(await firstLine(bare.stdout, 'The bare peer'));
    const figures = [];
    for (let run = 0; run <= runs; run += 1) {
      figures.push({
        bareSend: await rate(secondsToSend, barePort),
        send: await rate(secondsToSend, broker.port),
        bareReceive: await rate(secondsToReceive, barePort),
        receive: await rate(secondsToReceive, broker.port),
      });
    }
    // The first of them warms both up.
    return rowsOf(figures.slice(1));
  } finally {
    bare.kill();
    await broker.stop();
  }
}

/** On a connection of its own: the bare peer leaves what it could not send any more in its session. */
async function rate(seconds: typeof secondsToSend, port: number): Promise<number> {
  const connection = await connectAmqp(port, login);
  try {
    return messages / (await seconds(connection, 'load', messages));
  } finally {
    connection.close();
  }
}

type Figures = { bareSend: number; send: number; bareReceive: number; receive: number };

function rowsOf(figures: readonly Figures[]): Row[] {
  const perSecond = (name: string, value: (figure: Figures) => number): Row => ({
    name: `broker/${name}`,
    value: median(figures.map(value)),
    unit: '/s',
  });
  const ratio = (name: string, value: (figure: Figures) => number): Row => ({
    name: `broker/${name}`,
    value: median(figures.map(value)),
    unit: '×',
  });
  return [
    ratio('send_ratio', ({ send, bareSend }) => send / bareSend),
    ratio('receive_ratio', ({ receive, bareReceive }) => receive / bareReceive),
    perSecond('send_per_s', ({ send }) => send),
    perSecond('bare_send_per_s', ({ bareSend }) => bareSend),
    perSecond('receive_per_s', ({ receive }) => receive),
    perSecond('bare_receive_per_s', ({ bareReceive }) => bareReceive),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
