import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { closeServer } from '../control/closeServer';
import { HOST, listen } from '../control/listen';
import type { ControlRoute } from '../control/route';
import { urlOf } from '../control/urlOf';
import type { Authenticate } from '../identity/principal';
import type { CommonAlert } from './alerts/payload/commonAlert';
import { startAlerts } from './alerts/startAlerts';
import type { Place } from './alerts/template/functions';
import type { Alerts } from './alerts/startAlerts';
import { controlRoutes } from './controlRoutes';
import { errorReply } from './http/reply';
import type { Reply } from './http/reply';
import { loadParser } from './kql/parser';
import { metricRoutes } from './metrics/metricRoutes';
import { openMetricStore } from './metrics/openMetricStore';
import type { MetricStore } from './metrics/openMetricStore';
import { createFaults } from './query/faults';
import { createJournal } from './query/journal';
import { route } from './route';
import type { Services } from './route';
import type { Workspace } from './query/runQuery';
import { declareTables } from './workspace/declareTables';
import { openRowStore } from './workspace/openRowStore';

export type MonitorOptions = {
  /** 0 lets the system choose. */
  port: number;
  tls: { cert: string; key: string };
  authenticate: Authenticate;
  /** Made if it is not there; one simulator at a time. */
  stateDirectory: string;
  workspaceId: string;
  /** The workspace's ARM id, for clients that query by resource. */
  workspaceResourceId?: string;
  /** Columns and their types, by table. */
  tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Where templates of alert rules are deployed to. */
  place?: Place;
  /** How many times as fast as in Azure alert rules run and retry; 1 if not said. */
  speed?: number;
  /** Hears of every alert that fires or resolves. */
  onAlert?: (alert: CommonAlert) => void;
  log: (line: string) => void;
};

export type Monitor = {
  url: string;
  port: number;
  controlRoutes: ControlRoute[];
  /** Ends all connections. Resolves when nothing is open any more. */
  close(): Promise<void>;
};

/**
 * Starts a Log Analytics workspace on 127.0.0.1: the query API, to which the unmodified
 * `LogsQueryClient` talks, and the Logs Ingestion API. What it has acknowledged survives a crash.
 * Throws if the tables are no tables, the stored rows do not fit them, or the port is taken.
 *
 * Microsoft's query parser is still loading when this returns; the first queries wait for it.
 */
export async function startMonitor(options: MonitorOptions): Promise<Monitor> {
  const { port: wanted, tls, authenticate, log } = options;
  const schemas = declareTables(options.tables);
  const store = openRowStore(options.stateDirectory, schemas);
  const faults = createFaults();
  const journal = createJournal();

  const workspace = loadParser(schemas).then((parser) => ({ parser, schemas, store }));
  workspace.catch((error: unknown) => log(`The query parser does not load: ${String(error)}`));
  const metrics = openMetricStore(options.stateDirectory);
  const alerts = openAlerts(options, { workspace, metrics });
  const closeStores = async (): Promise<void> => {
    await Promise.allSettled([workspace]);
    await alerts.close();
    [metrics, store].forEach((open) => open.close());
  };
  const queries = { authenticate, workspace, faults, journal };
  const ingestion = { authenticate, schemas, store };
  const samples = { authenticate, metrics };
  const services: Services = { queries, ingestion, metrics: samples, scopes: scopesOf(options) };
  const server = createServer(tls, (request, response) => {
    void answer(services, request, log).then((reply) => send(response, reply));
  });
  const port = await listen(server, wanted, 'Azure Monitor').catch(async (error: unknown) => {
    await closeStores();
    throw error;
  });

  return {
    url: `https://${HOST}:${port}`,
    port,
    controlRoutes: [
      ...controlRoutes({ schemas, store, faults, journal }),
      ...metricRoutes(metrics),
      ...alerts.controlRoutes,
    ],
    close: async () => {
      await closeServer(server);
      await closeStores();
    },
  };
}

function openAlerts(
  { stateDirectory, workspaceId, place, speed = 1, onAlert = () => {}, log }: MonitorOptions,
  data: { workspace: Promise<Workspace>; metrics: MetricStore },
): Alerts {
  return startAlerts({ ...data, stateDirectory, workspaceId, place, speed, onAlert, log });
}

function scopesOf({ workspaceId, workspaceResourceId }: MonitorOptions): ReadonlySet<string> {
  const byResource = workspaceResourceId?.replace(/^\/+/, '').toLowerCase();
  return new Set([
    `workspaces/${workspaceId.toLowerCase()}`,
    ...(byResource === undefined ? [] : [byResource]),
  ]);
}

async function answer(
  services: Services,
  request: IncomingMessage,
  log: MonitorOptions['log'],
): Promise<Reply> {
  try {
    return await route(services, request, urlOf(request));
  } catch (error) {
    log(
      `${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return errorReply(500, { code: 'InternalServerError', message: 'The simulator failed.' });
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    ...(text !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    ...headers,
  });
  response.end(text);
}
