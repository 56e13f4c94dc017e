import type { ControlRoute } from '../control/route';
import { listen } from './amqp/listen';
import { SHARED_ACCESS_KEY } from './amqp/sharedAccessKey';
import { openBroker } from './broker';
import { AZURE_DEFAULTS, EMULATOR_DEFAULTS } from './config/queueProperties';
import { readNamespace } from './config/readNamespace';
import { controlRoutes } from './controlRoutes';
import { serveHealth } from './http/serveHealth';
import type { HealthServer } from './http/serveHealth';

export type ServiceBusOptions = {
  /** 0 lets the system choose. */
  port: number;
  /** A Config.json as Microsoft's emulator reads it; defaults are Azure's. */
  configFile: string;
  /** The defaults of Microsoft's emulator instead. */
  emulatorDefaults?: boolean;
  /** Where `GET /health` is answered; 0 lets the system choose, and without it nobody listens. */
  healthPort?: number;
  /** Where messages outlive the process. One broker at a time. */
  stateDirectory: string;
  log: (line: string) => void;
  /** Called when the disk fails and the broker has stopped; by default the error is only logged. */
  onFailure?: (error: unknown) => void;
  /** 256 KB by default, as in the Standard tier. */
  maxMessageSizeBytes?: number;
  /** How long the journal grows before a snapshot takes its place; 16 MB by default. */
  compactAfterBytes?: number;
};

export type ServiceBus = {
  port: number;
  /** Undefined unless it was asked for. */
  healthPort: number | undefined;
  /** For `@azure/service-bus` and the Functions host alike. */
  connectionString: string;
  controlRoutes: ControlRoute[];
  /** Ends all connections; resolves when everything accepted is on disk. */
  close(): Promise<void>;
};

/**
 * Starts a Service Bus namespace on 127.0.0.1 that the unmodified `@azure/service-bus` talks to.
 * What it has confirmed to a client survives a crash. Throws if the configuration asks for what it
 * does not do, the state is damaged, or the port is taken.
 */
export async function startServiceBus(options: ServiceBusOptions): Promise<ServiceBus> {
  const { stateDirectory, log } = options;
  const defaults = options.emulatorDefaults === true ? EMULATOR_DEFAULTS : AZURE_DEFAULTS;
  let isHealthy = true;
  const broker = await openBroker({
    namespace: await readNamespace(options.configFile, defaults),
    stateDirectory,
    log,
    maxMessageSizeBytes: options.maxMessageSizeBytes ?? 256 * 1024,
    compactAfterBytes: options.compactAfterBytes ?? 16 * 1024 * 1024,
    onFailure: (error) => void stopAfter(error),
  });
  const server = await listen(broker, options.port).catch(async (error: unknown) => {
    await broker.close();
    throw error;
  });

  const health = await openHealth(options, () => isHealthy).catch(async (error: unknown) => {
    await server.close();
    await broker.close();
    throw error;
  });

  async function stopAfter(error: unknown): Promise<void> {
    isHealthy = false;
    log(`The journal in ${stateDirectory} cannot be written: ${String(error)}`);
    await server.close();
    options.onFailure?.(error);
  }

  return {
    port: server.port,
    healthPort: health?.port,
    connectionString: connectionString(server.port),
    controlRoutes: controlRoutes(broker),
    close: async () => {
      await health?.close();
      await server.close();
      await broker.close();
    },
  };
}

async function openHealth(
  { healthPort }: ServiceBusOptions,
  isHealthy: () => boolean,
): Promise<HealthServer | undefined> {
  return healthPort === undefined ? undefined : serveHealth(healthPort, isHealthy);
}

function connectionString(port: number): string {
  const { name, key } = SHARED_ACCESS_KEY;
  return `Endpoint=sb://localhost:${port};SharedAccessKeyName=${name};SharedAccessKey=${key};UseDevelopmentEmulator=true;`;
}
