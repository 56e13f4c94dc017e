import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

/** A way to a service on this machine that can be cut off. */
export type Cuttable = {
  port: number;
  /** Breaks all connections, and refuses new ones. */
  cut(): Promise<void>;
  /** Lets calls through again, on the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
};

const host = '127.0.0.1';

/** Listens on a free port, and hands on to another one all that comes, as it comes. */
export async function openWayTo(port: number): Promise<Cuttable> {
  const sockets = new Set<Socket>();
  let server = await listen(0);

  async function listen(on: number): Promise<Server> {
    const listening = createServer((near) => join(near, connect(port, host))).listen(on, host);
    await once(listening, 'listening');
    return listening;
  }
  function join(near: Socket, far: Socket): void {
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  }
  async function cut(): Promise<void> {
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  const own = portOf(server);
  return {
    port: own,
    cut,
    mend: async () => {
      server = await listen(own);
    },
    close: cut,
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
