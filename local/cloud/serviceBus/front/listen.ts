import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { listen as listenOn } from '../../control/listen';
import { protocolOf } from './protocolOf';
import type { Protocol } from './protocolOf';

export type FrontOptions = {
  /** 0 lets the system choose. */
  port: number;
  /** PEM texts; without them clients that want TLS are turned away. */
  tls: { cert: string; key: string } | undefined;
  onAmqp: (socket: Socket) => void;
  onRequest: RequestListener;
  log: (line: string) => void;
};

export type Front = { port: number; close(): Promise<void> };

/**
 * One port of the loopback interface for everything that clients make of the one address in their
 * connection string: AMQP, and HTTP for administration, each plain or within TLS. The first bytes
 * tell.
 */
export async function listen(options: FrontOptions): Promise<Front> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer(sorter(options, track));
  const port = await listenOn(server, options.port, 'Service Bus');
  return {
    port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Those who speak AMQP say goodbye in the next turn.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      [...sockets].toReversed().forEach((socket) => socket.destroySoon());
      await closed;
    },
  };
}

/** Hands each socket to those who know its protocol; what TLS carries is looked at again. */
function sorter(
  { tls, onAmqp, onRequest, log }: FrontOptions,
  track: (socket: Socket) => void,
): (socket: Socket) => void {
  const http = createHttpServer(onRequest);
  const secure = tls && createTlsServer(tls, (socket) => sort(socket));
  secure?.on('tlsClientError', ({ message }) => log(`A TLS handshake failed: ${message}`));

  function sort(socket: Socket): void {
    track(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      handOver(socket, protocolOf(first));
    });
  }

  function handOver(socket: Socket, protocol: Protocol): void {
    if (protocol === 'tls') {
      startTls(socket);
    } else if (protocol === 'amqp') {
      onAmqp(socket);
      socket.resume();
    } else {
      http.emit('connection', socket);
      socket.resume();
    }
  }

  function startTls(socket: Socket): void {
    if (secure === undefined) {
      log('A client asked for TLS, for which there is no certificate.');
      socket.destroy();
    } else {
      secure.emit('connection', socket);
    }
  }

  return sort;
}
