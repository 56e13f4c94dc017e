import { startBlob } from './blob/startBlob';
import type { BlobService } from './blob/startBlob';
import type { Config } from './config';
import type { ServiceStatus } from './control/healthRoute';
import { createStarter } from './createStarter';
import type { ServiceName, StarterOptions } from './createStarter';
import { fileAlert } from './fileAlert';
import { startIdentity } from './identity/startIdentity';
import type { IdentityService } from './identity/startIdentity';
import { startMachineLearning } from './machineLearning/start';
import type { MachineLearning } from './machineLearning/start';
import type { ProfileName } from './machineLearning/throttle/profiles';
import type { CommonAlert } from './monitor/alerts/payload/commonAlert';
import type { Place } from './monitor/alerts/template/functions';
import { startMonitor } from './monitor/start';
import type { Monitor } from './monitor/start';
import { startServiceBus } from './serviceBus/start';
import type { ServiceBus } from './serviceBus/start';
import type { Certificates } from './tls/ensureCertificates';

export type Services = {
  identity: IdentityService;
  blob: BlobService;
  serviceBus: ServiceBus;
  machineLearning: MachineLearning;
  monitor: Monitor;
  statuses(): Record<ServiceName, ServiceStatus>;
};

export type ServicesOptions = StarterOptions & {
  config: Config;
  certificates: Certificates;
  /** How many times as fast as in Azure things that take time there are to go. */
  speed: number;
  profile: ProfileName | undefined;
};

/** Starts the simulated services. Settles when each of them runs or has failed to start. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { config, certificates: tls, speed, profile } = options;
  const { tenantId, subscriptionId, location, identities } = config;
  const start = createStarter(options);
  let serviceBusStatus: ServiceStatus = 'healthy';
  const onFailure = (): void => {
    serviceBusStatus = 'failed';
  };

  const identity = await start('identity', (base) =>
    startIdentity({ ...base, tenantId, identities }),
  );
  const web = { tls, authenticate: identity.authenticate };
  const resources = { tenantId, subscriptionId, location, ...config.machineLearning };
  const logs = { ...config.logs, place: placeOf(config) };
  const filing = start('machineLearning', (base) =>
    startMachineLearning({ ...base, ...web, ...resources, speed, profile }),
  );
  const onAlert = filer(filing, options.log);
  const starting = [
    start('blob', (base) => startBlob({ ...base, tls })),
    start('serviceBus', (base) =>
      startServiceBus({ ...base, ...web, configFile: config.serviceBus, onFailure }),
    ),
    filing,
    start('monitor', (base) => startMonitor({ ...base, ...web, ...logs, speed, onAlert })),
  ] as const;
  await Promise.allSettled(starting);
  const [blob, serviceBus, machineLearning, monitor] = await Promise.all(starting);

  const statuses = (): Record<ServiceName, ServiceStatus> => ({
    identity: 'healthy',
    blob: blob.status(),
    serviceBus: serviceBusStatus,
    machineLearning: 'healthy',
    monitor: 'healthy',
  });
  return { identity, blob, serviceBus, machineLearning, monitor, statuses };
}

/** Puts alerts on file as soon as there is somebody to file them with. */
function filer(
  filing: Promise<MachineLearning>,
  log: (line: string) => void,
): (alert: CommonAlert) => void {
  return (alert) => {
    filing
      .then(async ({ controlRoutes }) => fileAlert(alert, controlRoutes))
      .catch((error: unknown) => log(String(error)));
  };
}

/** Where templates go: the resource group of the first workspace. */
function placeOf({ subscriptionId, location, machineLearning }: Config): Place {
  const [first] = machineLearning.workspaces;
  return {
    subscriptionId: first?.subscriptionId ?? subscriptionId,
    resourceGroup: first?.resourceGroup ?? 'default',
    location,
  };
}
