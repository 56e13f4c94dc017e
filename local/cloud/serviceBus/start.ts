import { mkdir } from 'node:fs/promises';
import type { ControlRoute } from '../control/route';
import type { Authenticate } from '../identity/principal';
import { lockDirectory } from '../state/lockDirectory';
import { EMULATOR_KEY } from './access/sharedAccessSignature';
import type { SharedAccessKey } from './access/sharedAccessSignature';
import { serveAmqp } from './amqp/serveAmqp';
import { openBroker } from './broker';
import type { BrokerOptions } from './broker';
import { AZURE_DEFAULTS, EMULATOR_DEFAULTS } from './config/queueProperties';
import { readNamespace } from './config/readNamespace';
import { controlRoutes } from './controlRoutes';
import { listen } from './front/listen';
import { answerRequests } from './http/answerRequest';
import { serveHttp } from './http/serveHttp';
import { watchIdle } from './idleDeletion';

export type ServiceBusOptions = {
  /** 0 lets the system choose. */
  port: number;
  /** A Config.json as Microsoft's emulator reads it; defaults are Azure's. */
  configFile: string;
  /** The defaults of Microsoft's emulator instead. */
  emulatorDefaults?: boolean;
  /**
   * Where `GET /health` and the administration API are answered on plain HTTP, as on port 5300 of
   * Microsoft's emulator; 0 lets the system choose, and without it nobody listens.
   */
  healthPort?: number;
  /** Where messages outlive the process. Taken for this broker alone. */
  stateDirectory: string;
  log: (line: string) => void;
  /** Called when the disk fails and the broker has stopped; by default the error is only logged. */
  onFailure?: (error: unknown) => void;
  /** 256 KB by default, as in the Standard tier. */
  maxMessageSizeBytes?: number;
  /** How long the journal grows before a snapshot takes its place; 16 MB by default. */
  compactAfterBytes?: number;
  /** A certificate for localhost, PEM. Without it there is neither TLS nor `ServiceBusAdministrationClient`. */
  tls?: { cert: string; key: string };
  /** Who is let in with a shared access key; by default those who have that of Microsoft's emulator. */
  sharedAccessKey?: Omit<SharedAccessKey, 'claims'>;
  /** Checks tokens of Entra ID; without it nobody is let in with one. */
  authenticate?: Authenticate;
};

export type ServiceBus = {
  port: number;
  /** Undefined unless it was asked for. */
  healthPort: number | undefined;
  /**
   * For `@azure/service-bus` and the Functions host alike. `ServiceBusAdministrationClient` takes it
   * as well, on the same port and within TLS.
   */
  connectionString: string;
  controlRoutes: ControlRoute[];
  /** Ends all connections; resolves when everything accepted is on disk. */
  close(): Promise<void>;
};

/**
 * Starts a Service Bus namespace on 127.0.0.1 that the unmodified `@azure/service-bus` talks to.
 * What it has confirmed to a client survives a crash. Throws if the configuration asks for what it
 * does not do, the state is damaged or in use, or the port is taken.
 */
export async function startServiceBus(options: ServiceBusOptions): Promise<ServiceBus> {
  const closing: Close[] = [];
  const close = async (): Promise<void> => {
    for (let next = closing.pop(); next !== undefined; next = closing.pop()) {
      await next();
    }
  };
  try {
    const running = await start(options, (step) => closing.push(step));
    return { ...running, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Close = () => Promise<void>;

/** Starts one part after another; each says how it is closed, which is done in the reverse order. */
async function start(
  options: ServiceBusOptions,
  onClose: (close: Close) => void,
): Promise<Omit<ServiceBus, 'close'>> {
  const { port, tls, healthPort, stateDirectory, log } = options;
  const key = { ...EMULATOR_KEY, ...options.sharedAccessKey };
  let isHealthy = true;
  let stopServing: Close | undefined;

  const fail = async (error: unknown): Promise<void> => {
    isHealthy = false;
    log(`The journal in ${stateDirectory} cannot be written: ${String(error)}`);
    await stopServing?.();
    options.onFailure?.(error);
  };

  await mkdir(stateDirectory, { recursive: true });
  const lock = await lockDirectory(stateDirectory);
  onClose(async () => lock.release());
  const broker = await openBroker({
    ...(await brokerOptions(options, key)),
    onFailure: (error) => void fail(error),
  });
  onClose(async () => broker.close());
  onClose(watchIdle(broker));
  const onRequest = answerRequests(broker, () => isHealthy);
  const amqp = serveAmqp(broker);
  const front = await listen({ port, tls, onAmqp: amqp.accept, onRequest, log });
  stopServing = async () => {
    amqp.close();
    await front.close();
  };
  onClose(stopServing);
  const health = healthPort === undefined ? undefined : await serveHttp(healthPort, onRequest);
  onClose(async () => health?.close());

  return {
    port: front.port,
    healthPort: health?.port,
    connectionString: connectionString(front.port, key),
    controlRoutes: controlRoutes(broker),
  };
}

async function brokerOptions(
  options: ServiceBusOptions,
  key: SharedAccessKey,
): Promise<Omit<BrokerOptions, 'onFailure'>> {
  const defaults = options.emulatorDefaults === true ? EMULATOR_DEFAULTS : AZURE_DEFAULTS;
  const { stateDirectory, log, authenticate } = options;
  return {
    namespace: await readNamespace(options.configFile, defaults),
    stateDirectory,
    log,
    maxMessageSizeBytes: options.maxMessageSizeBytes ?? 256 * 1024,
    compactAfterBytes: options.compactAfterBytes ?? 16 * 1024 * 1024,
    defaults,
    access: { keys: [key], authenticate },
  };
}

function connectionString(port: number, { name, key }: SharedAccessKey): string {
  return `Endpoint=sb://localhost:${port};SharedAccessKeyName=${name};SharedAccessKey=${key};UseDevelopmentEmulator=true;`;
}
