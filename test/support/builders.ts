import { nothingGathered } from '../../shared/domain/alert/folded';
import type { Folded } from '../../shared/domain/alert/folded';
import type { Alert } from '../../shared/domain/alert/alert';
import type { Receipt } from '../../shared/domain/alert/receipt';
import type {
  DeploymentReading,
  Outcome,
  PlantReading,
  Target,
} from '../../shared/domain/deployment';
import type { Fleet } from '../../shared/domain/fleet';
import type { Incident } from '../../shared/domain/incident';
import { Policy } from '../../shared/domain/policy';
import type { Release } from '../../shared/domain/release';
import type { Report } from '../../shared/domain/report';
import type { z } from 'zod';

/** The moment at which everything in the tests begins. */
export const start = '2026-11-21T00:40:00.000Z';

export const before = 'custom-tf-env:1.5.0';
export const after = 'custom-tf-env:1.5.1';

/** A fleet of as many plants and circuits per plant: P001, P002… with C001, C002… each. */
export function aFleet({ plants = 2, circuits = 3 } = {}, over: Partial<Fleet> = {}): Fleet {
  return {
    name: 'prod',
    naming: {
      endpoint: 'batch-endpoint-plant-{plant}',
      deployment: 'deployment-circuit-{circuit}',
    },
    plants: numbered('P', plants).map((id) => ({ id, circuits: numbered('C', circuits) })),
    ...over,
  };
}

export function aPolicy(over: z.input<typeof Policy> = {}): Policy {
  return Policy.parse(over);
}

export function aTarget(over: Partial<Target> = {}): Target {
  const { plant = 'P001', circuit = 'C001' } = over;
  return {
    plant,
    circuit,
    endpoint: `batch-endpoint-plant-${plant}`,
    deployment: `deployment-circuit-${circuit}`,
    from: { environment: after },
    to: { environment: before },
    ...over,
  };
}

/** As many targets of one plant, C001 and on. */
export function someTargets(count: number, plant = 'P001'): Target[] {
  return numbered('C', count).map((circuit) => aTarget({ plant, circuit }));
}

/** A release that moved every circuit of a fleet from 1.5.0 to 1.5.1, ten minutes before `start`. */
export function aRelease(over: Partial<Release> = {}, fleet: Fleet = aFleet()): Release {
  return {
    id: 'Release-123',
    at: '2026-11-21T00:30:00.000Z',
    changes: fleet.plants.flatMap(({ id, circuits }) =>
      circuits.map((circuit) => ({
        plant: id,
        circuit,
        from: { environment: before },
        to: { environment: after },
      })),
    ),
    ...over,
  };
}

/** The metadata of such a release, as a pipeline writes it. */
export function releaseText(release: Release = aRelease()): string {
  return JSON.stringify({
    release_id: release.id,
    environment_version: '1.5.1',
    previous_environment_version: '1.5.0',
    updated_at: release.at,
    deployments: release.changes.map(({ plant, circuit, from }) => ({
      plant_id: plant,
      circuit_id: circuit,
      previous_environment: `azureml:${from.environment}`,
    })),
  });
}

export function aDeploymentReading(over: Partial<DeploymentReading> = {}): DeploymentReading {
  return {
    deployment: 'deployment-circuit-C001',
    environment: after,
    state: 'Succeeded',
    ...over,
  };
}

/** What a list of a plant shows: C001 and on, all in one environment. */
export function aReading(environment = after, circuits = 3): PlantReading & { status: 'read' } {
  return {
    status: 'read',
    deployments: numbered('C', circuits).map((circuit) =>
      aDeploymentReading({ deployment: `deployment-circuit-${circuit}`, environment }),
    ),
    failures: {},
  };
}

export function anAlert(over: Partial<Alert> = {}): Alert {
  return {
    id: '/subscriptions/s/providers/microsoft.alertsmanagement/alerts/1',
    rule: 'batch-job-failures',
    condition: 'Fired',
    firedAt: '2026-11-21T00:39:00.000Z',
    targets: [],
    dimensions: {
      endpoint_name: 'batch-endpoint-plant-P001',
      deployment_name: 'deployment-circuit-C001',
    },
    ...over,
  };
}

type AlertBody = {
  id?: string;
  rule?: string | null;
  condition?: string;
  firedAt?: string;
  targets?: string[] | null;
  dimensions?: Record<string, string>;
  properties?: Record<string, unknown> | null;
  customProperties?: Record<string, unknown> | null;
};

/** The body an action group posts for a log alert that is split by endpoint and deployment. */
export function alertBody({
  id = '1',
  rule = 'batch-job-failures',
  condition = 'Fired',
  firedAt = '2026-11-21T00:39:00.0000000Z',
  targets = [
    '/subscriptions/s/resourcegroups/mlops-rg/providers/microsoft.operationalinsights/workspaces/logs',
  ],
  dimensions = {
    endpoint_name: 'batch-endpoint-plant-P001',
    deployment_name: 'deployment-circuit-C001',
  },
  properties = null,
  customProperties = null,
}: AlertBody = {}): string {
  return JSON.stringify({
    schemaId: 'azureMonitorCommonAlertSchema',
    data: {
      essentials: {
        alertId: `/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/${id}`,
        alertRule: rule,
        severity: 'Sev1',
        signalType: 'Log',
        monitorCondition: condition,
        monitoringService: 'Log Alerts V2',
        alertTargetIDs: targets,
        firedDateTime: firedAt,
      },
      alertContext: {
        properties,
        conditionType: 'LogQueryCriteria',
        condition: {
          windowSize: 'PT5M',
          allOf: [
            {
              metricMeasureColumn: null,
              operator: 'GreaterThan',
              threshold: '0',
              dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })),
              metricValue: 3,
            },
          ],
        },
      },
      customProperties,
    },
  });
}

export function aReceipt(over: Partial<Receipt> = {}): Receipt {
  return { id: 'receipt-1', receivedAt: '2026-11-21T00:39:30.000Z', body: alertBody(), ...over };
}

export function aFolded(over: Partial<Folded> = {}): Folded {
  return {
    ...nothingGathered,
    circuits: [{ plant: 'P001', circuit: 'C001' }],
    plants: [],
    wholeFleet: false,
    firstFiredAt: '2026-11-21T00:39:00.000Z',
    standing: 1,
    ...over,
  };
}

export function anIncident(over: Partial<Incident> = {}): Incident {
  return {
    id: 'Release-123-20261121T004000.000Z',
    status: 'rollingBack',
    kind: 'environment',
    release: 'Release-123',
    origin: { by: 'alerts', firstFiredAt: '2026-11-21T00:39:00.000Z', alerts: 37 },
    reason: 'job failures on 41 circuits > 1 in 30 min, 41 of them changed by Release-123',
    failing: [{ plant: 'P001', circuit: 'C001' }],
    openedAt: start,
    outcomes: [],
    ...over,
  };
}

export function restored(target: Target = aTarget()): Outcome {
  return { status: 'restored', target };
}

export function ended(
  status: 'untouched' | 'unverified' | 'failed',
  reason: string,
  target: Target = aTarget(),
): Outcome {
  return { status, target, reason };
}

export function aReport(over: Partial<Report> = {}): Report {
  return {
    incident: anIncident({
      status: 'closed',
      endedAt: '2026-11-21T00:43:05.000Z',
      outcomes: [restored()],
    }),
    phases: [
      { name: 'identify', startedAt: '2026-11-21T00:39:00.000Z', endedAt: start },
      { name: 'plan', startedAt: start, endedAt: '2026-11-21T00:40:02.000Z' },
    ],
    checks: [],
    ...over,
  };
}

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => letter + String(index + 1).padStart(3, '0'));
}
