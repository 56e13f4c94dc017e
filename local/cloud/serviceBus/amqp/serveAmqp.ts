import type { Socket } from 'node:net';
import { create_container } from 'rhea';
import type { Connection, Container, EventContext } from 'rhea';
import type { Broker } from '../broker';
import { serveConnection } from './amqpConnection';
import { saslMechanismOf } from './rheaInternals';

export type AmqpServer = {
  /** Serves a client that has connected. */
  accept: (socket: Socket) => void;
  /** Ends all connections, and says so to their clients. */
  close: () => void;
};

/**
 * How many messages a client may send ahead of their confirmation: more than the 2,048 that the SDK
 * can have under way on a link. With less, a send that finds no credit waits a second, tries once
 * more, and then sleeps through a retry delay of 30 s. (So does each beyond 2,048 that is not
 * awaited on an open sender: that limit is the client's own.)
 */
const SENDER_CREDIT = 5_000;

const CONNECTION = { max_frame_size: 65_536, channel_max: 4_999, idle_time_out: 240_000 };

/** Serves AMQP 1.0 on sockets that others have accepted. */
export function serveAmqp(broker: Broker): AmqpServer {
  const connections = new Set<Connection>();
  const { container, hasShownKey } = createContainer(broker);
  container.on('connection_open', ({ connection }: EventContext) => {
    connections.add(connection);
    serveConnection(connection, broker, hasShownKey(connection));
    connection.socket.once('close', () => connections.delete(connection));
  });
  return {
    accept: (socket) => {
      socket.setNoDelay(true);
      container.create_connection(CONNECTION).accept(socket);
    },
    close: () => connections.forEach(end),
  };
}

function end(connection: Connection): void {
  const { socket } = connection;
  connection.close({ condition: 'amqp:connection:forced', description: 'The broker stops.' });
  // rhea writes its close frame in the next tick.
  setImmediate(() => socket.destroySoon());
}

/** A container, and the way to know who has shown a key as a password. */
function createContainer({ access, log }: Broker): {
  container: Container;
  hasShownKey: (connection: Connection) => boolean;
} {
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
  mechanisms.enable_plain((name, key) => access.isSharedAccessKey(name, key));
  const { PLAIN: createPlain } = mechanisms;
  const shown = new WeakSet<object>();
  mechanisms.PLAIN = () => {
    const mechanism = createPlain();
    shown.add(mechanism);
    return mechanism;
  };
  // Before a connection is open nobody else listens, and rhea throws what nobody hears.
  for (const event of ['connection_error', 'session_error', 'protocol_error', 'error']) {
    container.on(event, (subject: unknown) => log(`${event}: ${messageOf(subject)}`));
  }
  for (const event of ['disconnected', 'connection_close']) {
    container.on(event, () => undefined);
  }
  const hasShownKey = (connection: Connection): boolean => {
    const mechanism = saslMechanismOf(connection);
    return mechanism !== undefined && shown.has(mechanism);
  };
  return { container, hasShownKey };
}

type Mechanisms = {
  enable_anonymous(): void;
  enable_plain(isKnown: (name: string, key: string) => boolean): void;
  ANONYMOUS?: unknown;
  MSSBCBS?: unknown;
  PLAIN: () => object;
};

function hasMechanisms(mechanisms: unknown): mechanisms is Mechanisms {
  return typeof mechanisms === 'object' && mechanisms !== null && 'enable_plain' in mechanisms;
}

/** rhea passes some errors as they are, and others in the context of an event. */
function messageOf(subject: unknown): string {
  const error = subject instanceof Object && 'error' in subject ? subject.error : subject;
  return error instanceof Error ? error.message : String(error);
}
