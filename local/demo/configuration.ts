import { identities, place } from './place';
import type { Plant } from './fleet';

/** What the local cloud is told about itself: nothing in it knows who will use it. */
export function cloudConfiguration(): unknown {
  return {
    tenantId: place.tenantId,
    subscriptionId: place.subscriptionId,
    location: place.location,
    identities: [
      {
        name: identities.ripcord,
        roles: [
          'AzureML Data Scientist',
          'Log Analytics Reader',
          'Storage Blob Data Contributor',
          'Azure Service Bus Data Owner',
        ],
      },
      {
        name: identities.pipeline,
        roles: ['AzureML Data Scientist', 'Storage Blob Data Contributor'],
      },
      { name: identities.jobs, roles: ['Monitoring Metrics Publisher'] },
      { name: identities.observer, roles: ['Reader', 'Storage Blob Data Contributor'] },
    ],
    serviceBus: './servicebus.json',
    machineLearning: {
      workspaces: [{ resourceGroup: place.resourceGroup, name: place.workspace }],
      registries: [{ resourceGroup: place.resourceGroup, name: place.registry }],
    },
    logs: {
      workspaceId: place.logsWorkspaceId,
      tables: { BatchJobRuns_CL: jobRunColumns, ModelMetrics_CL: metricColumns },
    },
  };
}

const jobRunColumns = {
  TimeGenerated: 'datetime',
  circuit_id: 'string',
  endpoint_name: 'string',
  deployment_name: 'string',
  model_version: 'string',
  job_id: 'string',
  status: 'string',
  error_code: 'string',
  error_message: 'string',
  duration_ms: 'long',
};

const metricColumns = {
  TimeGenerated: 'datetime',
  circuit_id: 'string',
  endpoint_name: 'string',
  deployment_name: 'string',
  model_name: 'string',
  model_version: 'string',
  job_id: 'string',
  record_count: 'long',
  error_count: 'long',
  anomaly_count: 'long',
  f1_score: 'real',
  latency_p50_ms: 'real',
  latency_p99_ms: 'real',
  drift_score: 'real',
};

/** In the format of Microsoft's Service Bus emulator. */
export function serviceBusConfiguration(): unknown {
  const Properties = {
    DeadLetteringOnMessageExpiration: true,
    DefaultMessageTimeToLive: 'P14D',
    DuplicateDetectionHistoryTimeWindow: 'PT10M',
    LockDuration: 'PT1M',
    MaxDeliveryCount: 10,
    RequiresDuplicateDetection: true,
    RequiresSession: false,
  };
  return {
    UserConfig: {
      Namespaces: [{ Name: 'ripcord', Queues: [{ Name: 'alerts', Properties }], Topics: [] }],
      Logging: { Type: 'File' },
    },
  };
}

/** The fleet as the app is told of it. */
export function fleetDocument(fleet: readonly Plant[]): unknown {
  return { name: 'prod', plants: fleet };
}

/** The rule of the preset, with the names that the alert rules of this workspace have. */
const batchFailures = {
  id: 'batch-failures-multi',
  title: 'Batch jobs fail on several circuits',
  alertRules: ['batch-job-failures', 'workspace-failed-runs'],
  metric: 'failedJobs',
  breachedWhen: { with: 'limit', operator: '>', limit: 0 },
  overMinutes: 30,
  minCircuits: 2,
  action: 'rollBack',
  urgency: 'immediate',
  suspect: 'environment',
};

/** How long the app waits is policy: where the services are faster, waiting is shorter as well. */
export function policyDocument(speed: number): unknown {
  return {
    triage: {
      windowSeconds: Math.max(1, 60 / speed),
      confirmEverySeconds: 30 / speed,
      lookAgainMinutes: [5, 10, 20, 40].map((minutes) => minutes / speed),
    },
    preset: 'azureml-sensor',
    rules: [batchFailures],
    evidence: { ingestionDelaySeconds: 0 },
    restore: {
      pollSeconds: Math.max(0.25, 10 / speed),
      operationTimeoutMinutes: Math.max(0.5, 30 / speed),
      writes: { burst: 25, perMinute: 25 * speed },
      waves: { settleSeconds: 60 / speed, judgeMinutes: 30 / speed },
    },
  };
}
