import { once } from 'node:events';
import type { Server } from 'node:net';
import { create_container } from 'rhea';
import type { Connection, Container, EventContext } from 'rhea';
import type { Broker } from '../broker';
import { serveConnection } from './amqpConnection';
import { isSharedAccessKey } from './sharedAccessKey';

export type AmqpServer = { port: number; close(): Promise<void> };

const HOST = '127.0.0.1';

/**
 * How many messages a client may send ahead of their confirmation: more than the 2,048 that the SDK
 * can have under way on a link. With less, a send that finds no credit waits a second, tries once
 * more, and then sleeps through a retry delay of 30 s. (So does each beyond 2,048 that is not
 * awaited on an open sender: that limit is the client's own.)
 */
const SENDER_CREDIT = 5_000;

/** Serves AMQP 1.0 on a port of the loopback interface; port 0 lets the system choose. */
export async function listen(broker: Broker, port: number): Promise<AmqpServer> {
  const connections = new Set<Connection>();
  const container = createContainer(broker.log);
  container.on('connection_open', ({ connection }: EventContext) => {
    connection.socket.setNoDelay(true);
    connections.add(connection);
    serveConnection(connection, broker);
    connection.socket.once('close', () => connections.delete(connection));
  });
  const server = container.listen({
    host: HOST,
    port,
    max_frame_size: 65_536,
    channel_max: 4_999,
    idle_time_out: 240_000,
  });
  await once(server, 'listening');
  return { port: portOf(server), close: () => close(server, connections) };
}

function createContainer(log: (line: string) => void): Container {
  const container = create_container({
    receiver_options: { autoaccept: false, autosettle: false, credit_window: SENDER_CREDIT },
    sender_options: { autosettle: false, treat_modified_as_released: false },
  });
  const mechanisms: unknown = container.sasl_server_mechanisms;
  if (!hasMechanisms(mechanisms)) {
    throw new Error('rhea offers no SASL mechanisms to a server');
  }
  // The client takes the first that it knows: the SDK's is ANONYMOUS, its token follows on $cbs.
  mechanisms.enable_anonymous();
  mechanisms.MSSBCBS = mechanisms.ANONYMOUS;
  mechanisms.enable_plain(isSharedAccessKey);
  // Before a connection is open nobody else listens, and rhea throws what nobody hears.
  for (const event of ['connection_error', 'session_error', 'protocol_error', 'error']) {
    container.on(event, (subject: unknown) => log(`${event}: ${messageOf(subject)}`));
  }
  for (const event of ['disconnected', 'connection_close']) {
    container.on(event, () => undefined);
  }
  return container;
}

type Mechanisms = {
  enable_anonymous(): void;
  enable_plain(isKnown: (name: string, key: string) => boolean): void;
  ANONYMOUS?: unknown;
  MSSBCBS?: unknown;
};

function hasMechanisms(mechanisms: unknown): mechanisms is Mechanisms {
  return typeof mechanisms === 'object' && mechanisms !== null && 'enable_plain' in mechanisms;
}

/** rhea passes some errors as they are, and others in the context of an event. */
function messageOf(subject: unknown): string {
  const error = subject instanceof Object && 'error' in subject ? subject.error : subject;
  return error instanceof Error ? error.message : String(error);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error(`Found the address ${String(address)}, expected a TCP port.`);
  }
  return address.port;
}

async function close(server: Server, connections: ReadonlySet<Connection>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const connection of connections) {
    const { socket } = connection;
    connection.close({ condition: 'amqp:connection:forced', description: 'The broker stops.' });
    // rhea writes its close frame in the next tick.
    setImmediate(() => socket.destroySoon());
  }
  await closed;
}
