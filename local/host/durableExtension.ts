import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the host needs of a durable engine; without one, everything but durable functions works. */
export type DurableExtension = {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The value of a durable client input: JSON with the addresses the client calls. */
  clientBindingData(baseUrl: string): string;
  /** Answers a call of the management API; `path` is what follows its prefix. */
  handleManagement(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
};
