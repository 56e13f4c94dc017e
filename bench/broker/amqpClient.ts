import { once } from 'node:events';
import { create_container } from 'rhea';
import type { Connection, EventContext } from 'rhea';

const message = { body: 'x'.repeat(500), durable: true };

/** The same client for whichever peer is measured: the AMQP library with nothing around it. */
export async function connectAmqp(
  port: number,
  { name: username, key: password }: { name: string; key: string },
): Promise<Connection> {
  const connection = create_container().connect({
    port,
    host: '127.0.0.1',
    reconnect: false,
    username,
    password,
  });
  connection.on('connection_error', () => undefined);
  connection.on('disconnected', () => undefined);
  await once(connection, 'connection_open');
  return connection;
}

/** Seconds until the peer has accepted `count` messages, sent as fast as there is credit. */
export async function secondsToSend(
  connection: Connection,
  address: string,
  count: number,
): Promise<number> {
  const sender = connection.open_sender({ target: { address } });
  await once(sender, 'sendable');
  const started = performance.now();
  let sent = 0;
  let accepted = 0;
  const sendAll = (): void => {
    while (sent < count && sender.sendable()) {
      sender.send({ ...message, message_id: String(sent) });
      sent += 1;
    }
  };
  await new Promise<void>((resolve) => {
    sender.on('sendable', sendAll);
    sender.on('accepted', () => {
      accepted += 1;
      sendAll();
      if (accepted === count) {
        resolve();
      }
    });
    sendAll();
  });
  const seconds = (performance.now() - started) / 1_000;
  sender.close();
  return seconds;
}

/** Seconds until `count` messages are received, accepted, and known to the peer to be accepted. */
export async function secondsToReceive(
  connection: Connection,
  address: string,
  count: number,
): Promise<number> {
  const receiver = connection.open_receiver({
    source: { address },
    autoaccept: false,
    credit_window: 0,
    rcv_settle_mode: 1,
  });
  await once(receiver, 'receiver_open');
  const started = performance.now();
  await receiveAll(receiver, count);
  const seconds = (performance.now() - started) / 1_000;
  receiver.close();
  return seconds;
}

/** Keeps as much credit as the client's session can hold unsettled. */
const window = 1_000;

async function receiveAll(
  receiver: ReturnType<Connection['open_receiver']>,
  count: number,
): Promise<void> {
  let granted = 0;
  let settled = 0;
  const grant = (): void => {
    const more = Math.min(count, settled + window) - granted;
    if (more >= window / 4 || granted + more === count) {
      granted += more;
      receiver.add_credit(more);
    }
  };
  await new Promise<void>((resolve) => {
    receiver.on('message', ({ delivery }: EventContext) => delivery?.accept());
    receiver.on('settled', () => {
      settled += 1;
      grant();
      if (settled === count) {
        resolve();
      }
    });
    grant();
  });
}
