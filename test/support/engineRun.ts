import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';
import { createDurableEngine } from '../../local/host/durable/createDurableEngine';
import type {
  DurableEngine,
  DurableEngineSetup,
} from '../../local/host/durable/createDurableEngine';
import { startInProcessWorker } from './inProcessWorker';
import type { InProcessWorker } from './inProcessWorker';
import { until } from './until';

export const durableApp = resolve('test/fixtures/apps/durableApp.ts');

export type EngineRun = {
  engine: DurableEngine;
  /** The real client, talking HTTP to the engine's management API. */
  client: DurableClient;
  /** A client made of other binding data. */
  clientOf(bindingData: unknown): DurableClient;
  origin: string;
  log: string[];
  worker: () => InProcessWorker;
  /** Starts another worker in the place of one that was killed. */
  replaceWorker(): Promise<void>;
  /** Waits for an orchestration to end. */
  end(instanceId: string): Promise<DurableOrchestrationStatus>;
  /** Starts an orchestration and waits for its end. */
  run(name: string, input?: unknown): Promise<DurableOrchestrationStatus>;
  stop(): Promise<void>;
};

const ended: readonly string[] = ['Completed', 'Failed', 'Terminated'];

/** Runs an engine with the test app, and an HTTP server in front of its management API. */
export async function runEngine(
  setup: Partial<DurableEngineSetup> & { app?: string; sharedWorker?: InProcessWorker } = {},
): Promise<EngineRun> {
  const { app = durableApp, sharedWorker, ...rest } = setup;
  const log: string[] = [];
  let worker = sharedWorker ?? (await startInProcessWorker(app));
  const engine = createDurableEngine({
    worker: () => worker,
    storeFile: ':memory:',
    log: (level, message) => log.push(`${level}: ${message}`),
    ...rest,
  });
  const { origin, close } = await serve(engine);
  engine.start();
  process.env['WEBSITE_HOSTNAME'] = new URL(origin).host;
  const client = clientOf(JSON.parse(engine.clientBindingData(origin)));

  const end = async (instanceId: string): Promise<DurableOrchestrationStatus> =>
    until(`${instanceId} ends`, async () => {
      const status = await client.getStatus(instanceId, { showInput: false });
      return ended.includes(status.runtimeStatus) ? status : undefined;
    });
  return {
    engine,
    client,
    clientOf,
    origin,
    log,
    worker: () => worker,
    replaceWorker: async () => {
      worker = await startInProcessWorker(app);
      engine.workerReplaced();
    },
    end,
    run: async (name, input) => end(await client.startNew(name, { input })),
    stop: async () => {
      await engine.stop();
      await close();
      if (worker !== sharedWorker) {
        await worker.kill();
      }
    },
  };
}

async function serve(engine: DurableEngine) {
  const server = createServer((request, response) => {
    void answer(engine, request, response);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => {
        server.close(closed);
      });
    },
  };
}

async function answer(
  engine: DurableEngine,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const url = new URL(request.url ?? '', `http://${request.headers.host}`);
  const { status, headers, body } = await engine.handleManagement({
    method: request.method ?? '',
    path: url.pathname.replace(/^\/(runtime\/webhooks\/)?durabletask/, ''),
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
    origin: url.origin,
  });
  response.writeHead(status, headers).end(body);
}

/** The client an HTTP function of the app would get. */
function clientOf(bindingData: unknown): DurableClient {
  const input = df.input.durableClient();
  const context = new InvocationContext({ options: { extraInputs: [input] } });
  context.extraInputs.set(input, bindingData);
  return df.getClient(context);
}
