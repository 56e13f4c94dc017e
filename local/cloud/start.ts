import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from './config';
import { healthRoute } from './control/healthRoute';
import type { ControlRoute } from './control/route';
import { startControl } from './control/startControl';
import type { ControlService } from './control/startControl';
import type { Closeable } from './createStarter';
import { removeEndpoints, writeEndpoints } from './endpoints';
import type { Endpoints } from './endpoints';
import type { ProfileName } from './machineLearning/throttle/profiles';
import { startServices } from './startServices';
import type { Services } from './startServices';
import { lockDirectory } from './state/lockDirectory';
import { portsFrom, rememberedPorts, rememberPorts } from './state/ports';
import type { Ports } from './state/ports';
import { ensureCertificates } from './tls/ensureCertificates';

export type CloudOptions = {
  config: Config;
  /** Made if it is not there; one cloud at a time. */
  stateDirectory: string;
  /** How many times as fast as in Azure things that take time there are to go; 1 if not said. */
  speed?: number;
  /** The first of the ports; if not said, those of the last time, or some that are free. */
  portBase?: number;
  /** How Resource Manager throttles; if not said, as the last time. */
  profile?: ProfileName;
  log: (line: string) => void;
};

export type Cloud = { endpoints: Endpoints; close(): Promise<void> };

/**
 * Starts a whole local Azure on 127.0.0.1, and writes `endpoints.json` in the state directory when all
 * of it can be used. If any of it does not start, what did is stopped again.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  await mkdir(options.stateDirectory, { recursive: true, mode: 0o700 });
  const lock = await lockDirectory(options.stateDirectory);
  const running: Closeable[] = [];
  async function close(): Promise<void> {
    const closed = await Promise.allSettled(running.map((service) => service.close()));
    for (const { reason } of closed.filter((outcome) => outcome.status === 'rejected')) {
      options.log(`did not stop cleanly: ${String(reason)}`);
    }
    lock.release();
  }

  try {
    const endpoints = await run(options, (service) => running.push(service));
    return { endpoints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function run(
  { config, stateDirectory, speed = 1, portBase, profile, log }: CloudOptions,
  onStarted: (service: Closeable) => void,
): Promise<Endpoints> {
  await removeEndpoints(stateDirectory);
  const ports =
    portBase === undefined ? await rememberedPorts(stateDirectory) : portsFrom(portBase);
  const certificates = await ensureCertificates(path.join(stateDirectory, 'tls'));
  const base = { config, ports, certificates, stateDirectory, speed, profile, log, onStarted };

  const services = await startServices(base);
  const control = await startControl({ port: ports.control, routes: routesOf(services), log });
  onStarted(control);

  await rememberPorts(stateDirectory, portsOf(services, control));
  const endpoints = endpointsOf(services, { control: control.url, caFile: certificates.caFile });
  await writeEndpoints(stateDirectory, endpoints);
  return endpoints;
}

function routesOf(services: Services): ControlRoute[] {
  return [
    healthRoute(() => services.statuses()),
    ...services.serviceBus.controlRoutes,
    ...services.machineLearning.controlRoutes,
    ...services.monitor.controlRoutes,
  ];
}

function portsOf(services: Services, control: ControlService): Ports {
  return {
    identity: services.identity.port,
    blob: services.blob.port,
    serviceBus: services.serviceBus.port,
    machineLearning: services.machineLearning.port,
    monitor: services.monitor.port,
    control: control.port,
  };
}

function endpointsOf(
  { identity, blob, serviceBus, machineLearning, monitor }: Services,
  rest: Pick<Endpoints, 'control' | 'caFile'>,
): Endpoints {
  return {
    identity: {
      endpoint: identity.endpoint,
      headers: Object.fromEntries(identity.identities.map(({ name, secret }) => [name, secret])),
    },
    blob: blob.url,
    serviceBus: serviceBus.connectionString,
    resourceManager: machineLearning.url,
    logs: monitor.url,
    ingestion: monitor.url,
    ...rest,
  };
}
