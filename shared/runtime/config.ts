import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { BlobPlace } from '../azure/blobContainer';
import type { ServiceBusPlace } from '../azure/serviceBusPlace';
import type { LogsPlace } from '../azure/logs/telemetry';
import type { WorkspacePlace } from '../azure/machineLearning/workspace';
import { privateKeyFrom } from '../records/signer';

export type Config = {
  blob: BlobPlace;
  serviceBus: ServiceBusPlace & { queue: string };
  logs: LogsPlace;
  workspace: WorkspacePlace;
  sweepSchedule: string;
  /** Signs receipts; without it the app makes a key of its own. */
  receiptKey?: KeyObject;
};

const Https = z.url({ protocol: /^https$/, error: 'expected an https URL' });
/** From Key Vault, as a reference in the settings: the platform puts the key in its place. */
const ReceiptKey = z.string().transform((text, context) => {
  try {
    return privateKeyFrom(text);
  } catch (error) {
    // The message alone: what was found must not reach a log.
    const reason = error instanceof Error ? error.message : 'unreadable';
    const message = `expected an Ed25519 private key, PKCS #8 in DER as base64 (${reason})`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
});

const Environment = z.object({
  SERVICEBUS: z.string().startsWith('Endpoint=').optional(),
  SERVICEBUS__fullyQualifiedNamespace: z.string().min(1).optional(),
  RIPCORD_ALERT_QUEUE: z.string().min(1).default('alerts'),
  RIPCORD_BLOB_ENDPOINT: Https,
  RIPCORD_BLOB_CONTAINER: z.string().min(3).default('ripcord'),
  AZURE_SUBSCRIPTION_ID: z.guid(),
  RIPCORD_RESOURCE_GROUP: z.string().min(1),
  RIPCORD_ML_WORKSPACE: z.string().min(1),
  RIPCORD_RESOURCE_MANAGER_ENDPOINT: Https.default('https://management.azure.com'),
  RIPCORD_LOGS_WORKSPACE_ID: z.guid(),
  RIPCORD_LOGS_ENDPOINT: Https.optional(),
  RIPCORD_SWEEP_SCHEDULE: z.string().min(1).default('0 0 * * * *'),
  RIPCORD_RECEIPT_KEY: ReceiptKey.optional(),
});

/** Reads the app's settings. A bad one stops the app: the error names each, and what was expected. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    throw new Error(`Settings of the app are wrong or missing:\n${z.prettifyError(parsed.error)}`);
  }
  const settings = parsed.data;
  return {
    blob: { endpoint: settings.RIPCORD_BLOB_ENDPOINT, container: settings.RIPCORD_BLOB_CONTAINER },
    serviceBus: { ...serviceBusPlace(settings), queue: settings.RIPCORD_ALERT_QUEUE },
    logs: {
      workspaceId: settings.RIPCORD_LOGS_WORKSPACE_ID,
      ...(settings.RIPCORD_LOGS_ENDPOINT === undefined
        ? {}
        : { endpoint: settings.RIPCORD_LOGS_ENDPOINT }),
    },
    workspace: {
      endpoint: settings.RIPCORD_RESOURCE_MANAGER_ENDPOINT.replace(/\/$/, ''),
      subscriptionId: settings.AZURE_SUBSCRIPTION_ID,
      resourceGroup: settings.RIPCORD_RESOURCE_GROUP,
      workspace: settings.RIPCORD_ML_WORKSPACE,
    },
    sweepSchedule: settings.RIPCORD_SWEEP_SCHEDULE,
    ...(settings.RIPCORD_RECEIPT_KEY === undefined
      ? {}
      : { receiptKey: settings.RIPCORD_RECEIPT_KEY }),
  };
}

function serviceBusPlace(settings: z.infer<typeof Environment>): ServiceBusPlace {
  const { SERVICEBUS: connectionString, SERVICEBUS__fullyQualifiedNamespace: namespace } = settings;
  if (connectionString !== undefined) {
    return { connectionString };
  }
  if (namespace !== undefined) {
    return { namespace };
  }
  throw new Error(
    'Settings of the app are missing: SERVICEBUS__fullyQualifiedNamespace (or SERVICEBUS with a connection string)',
  );
}
