import type { Socket } from 'node:net';
import type { Connection, Typed } from 'rhea';

/** The parts of rhea 3.0.5 that its own typings leave out and the broker relies on. */

type Attach = {
  source?: unknown;
  target?: unknown;
  snd_settle_mode?: number;
  rcv_settle_mode?: number;
  max_message_size?: number;
  properties?: Record<string, unknown>;
};

type TransferFrame = { performative: { message_format: number | undefined } };
type DispositionFrame = {
  performative: {
    role: boolean;
    first: number;
    last: number | undefined;
    settled: boolean | undefined;
    state: Typed | undefined;
  };
};

declare module 'rhea/typings/container' {
  interface Container {
    /** For a server: what it says of itself, of whatever socket it then accepts. */
    create_connection(
      options: Record<'max_frame_size' | 'channel_max' | 'idle_time_out', number>,
    ): Connection;
  }
}

declare module 'rhea/typings/connection' {
  interface Connection {
    socket: Socket;
    sasl_transport: { selected?: { mechanism?: object } } | undefined;
    /** Begins as a server on a socket that is open. */
    accept(socket: Socket): Connection;
    heartbeat_in: NodeJS.Timeout | undefined;
    heartbeat_out: NodeJS.Timeout | undefined;
    output(): void;
    _register(): void;
    /** Without a frame: the empty one of a heartbeat. */
    _write_frame(channel: number, frame?: unknown): void;
  }
}

declare module 'rhea/typings/session' {
  interface Session {
    outgoing: {
      next_pending_delivery: number;
      available(): number;
      transfer_window(): number;
      process(): void;
    };
    output(frame: unknown): void;
    on_transfer(frame: TransferFrame): void;
    on_disposition(frame: DispositionFrame): void;
    on_flow(frame: unknown): void;
  }
}

declare module 'rhea/typings/link' {
  interface link {
    local: { attach: Attach };
    /** `open_requests` counts the attach frames that are still to be written. */
    state: { local_open: boolean; open_requests: number };
    open(): void;
  }
  interface Sender {
    credit: number;
    delivery_count: number;
    issue_flow: boolean;
    _draining: boolean;
    _get_drain(): boolean;
  }
}

declare module 'rhea/typings/message' {
  interface message {
    accepted(): { described(): unknown };
    rejected(fields: { error?: { condition: string; description: string } }): {
      described(): unknown;
    };
    /** The outcome of a disposition, its fields as properties. */
    unwrap_outcome(state: Typed): unknown;
  }
}
