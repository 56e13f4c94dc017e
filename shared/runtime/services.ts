import { setTimeout as pause } from 'node:timers/promises';
import { DefaultAzureCredential } from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import type { InvocationContext } from '@azure/functions';
import { alertQueue } from '../azure/alertQueue';
import { alertsOnFile } from '../azure/alertsOnFile';
import { blobContainer } from '../azure/blobContainer';
import { blobLocks } from '../azure/blobLocks';
import { deadLetters } from '../azure/deadLetters';
import { telemetry } from '../azure/logs/telemetry';
import { deployments } from '../azure/machineLearning/deployments';
import { endpoints } from '../azure/machineLearning/endpoints';
import { inTurn } from '../azure/machineLearning/inTurn';
import { sharded } from '../azure/machineLearning/sharded';
import type { WorkspacePlace } from '../azure/machineLearning/workspace';
import { instantOf } from '../domain/time';
import type { Instant } from '../domain/time';
import type { Deployments, Log, Services, Settings } from '../ports';
import { historiesIn } from '../records/histories';
import { incidentsIn } from '../records/incidents';
import { ledgerIn } from '../records/ledger';
import { rollbacksIn } from '../records/rollbacks';
import { quarantineIn } from '../records/quarantine';
import { receiptsIn } from '../records/receipts';
import { releasesIn } from '../records/releases';
import { rulesIn } from '../records/rules';
import { settingsIn } from '../records/settings';
import { signerIn } from '../records/signer';
import type { Config } from './config';

export type Connected = {
  /** Makes what the app needs in storage and checks its settings there; throws when they are bad. */
  prepare: () => Promise<void>;
  /** The services for one invocation: the same connections, its own log. */
  servicesFor: (context: InvocationContext) => Services;
};

/** The one place that decides which adapter stands behind each port. Connects once per process. */
export function connect(config: Config): Connected {
  const credential = new DefaultAzureCredential();
  const blobs = blobContainer(config.blob, credential);
  const settings = settingsIn(blobs, now);
  const services: Omit<Services, 'log'> = {
    deployments: deploymentsOf(config.workspace, { credential, settings }),
    endpoints: endpoints(config.workspace, credential),
    telemetry: telemetry(config.logs, credential),
    alertQueue: alertQueue(config.serviceBus, credential),
    settings,
    receipts: receiptsIn(blobs),
    deadLetters: deadLetters(config.serviceBus, credential),
    alertsOnFile: alertsOnFile(config.workspace, credential),
    releases: releasesIn(blobs),
    histories: historiesIn(blobs),
    quarantine: quarantineIn(blobs),
    incidents: incidentsIn(blobs),
    rollbacks: rollbacksIn(blobs),
    ledger: ledgerIn(blobs),
    rules: rulesIn(blobs),
    locks: blobLocks(config.blob, credential),
    signer: signerIn(blobs, config.receiptKey),
    now,
    wait,
  };
  return {
    prepare: async () => {
      await blobs.prepare();
      await services.settings.policy();
      await services.settings.fleet();
    },
    servicesFor: (context) => ({ ...services, log: logFor(context) }),
  };
}

type Access = { credential: TokenCredential; settings: Settings };

/** Every plant where it lies, and each subscription's writes within a limit of its own. */
function deploymentsOf(home: WorkspacePlace, { credential, settings }: Access): Deployments {
  const shards = { home, fleet: async () => settings.fleet() };
  const inWorkspaces = sharded({
    ...shards,
    by: 'workspace',
    connect: (place) => deployments(place, credential),
  });
  const limit = async () => (await settings.policy()).restore.writes;
  return sharded({
    ...shards,
    by: 'subscription',
    connect: () => inTurn(inWorkspaces, { limit, now, wait }),
  });
}

/** One JSON object a line: the host joins arguments into text, so objects would be lost. */
function logFor(context: InvocationContext): Log {
  return {
    info: (event, facts) => context.info(line(event, facts)),
    warn: (event, facts) => context.warn(line(event, facts)),
  };
}

function line(event: string, facts?: Record<string, unknown>): string {
  return JSON.stringify({ event, ...facts });
}

function now(): Instant {
  return instantOf(Date.now());
}

async function wait(seconds: number): Promise<void> {
  await pause(seconds * 1000);
}
