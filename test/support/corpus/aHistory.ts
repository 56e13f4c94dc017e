import { alertBody } from '../builders';

const minute = 60_000;
const deployedAt = Date.UTC(2026, 10, 21, 9, 30);

/**
 * A small history as somebody would write it down by hand: two plants of three circuits, a release
 * of all of them at 09:30, and jobs every ten minutes that fail from then on.
 */
export function aHistoryDocument(over: Record<string, unknown> = {}): Record<string, unknown> {
  const circuits = ['P001', 'P002'].flatMap((plant) =>
    ['C001', 'C002', 'C003'].map((circuit) => ({ plant, circuit })),
  );
  const jobs = circuits.flatMap(({ plant, circuit }, index) =>
    Array.from({ length: 6 * 26 }, (_, number) => {
      const at = deployedAt - 24.5 * 60 * minute + (number * 10 + index) * minute;
      return {
        TimeGenerated: new Date(at).toISOString(),
        circuit_id: circuit,
        endpoint_name: `batch-endpoint-plant-${plant}`,
        deployment_name: `deployment-circuit-${circuit}`,
        job_id: `job-${plant}-${circuit}-${number}`,
        status: at > deployedAt ? 'Failed' : 'Completed',
      };
    }),
  );
  return {
    name: 'broken-image',
    fleet: {
      name: 'prod',
      plants: { P001: ['C001', 'C002', 'C003'], P002: ['C001', 'C002', 'C003'] },
    },
    releases: [
      {
        release_id: 'Release-123',
        environment_version: '1.5.1',
        previous_environment_version: '1.5.0',
        updated_at: new Date(deployedAt).toISOString(),
        deployments: circuits.map(({ plant, circuit }) => ({
          plant_id: plant,
          circuit_id: circuit,
          previous_environment: 'azureml:custom-tf-env:1.5.0',
        })),
      },
    ],
    receipts: circuits.flatMap(({ plant, circuit }, index) => [
      aDelivery(`${plant}-${circuit}-1`, {
        plant,
        circuit,
        at: deployedAt + (14 + index) * minute,
      }),
      aDelivery(`${plant}-${circuit}-2`, {
        plant,
        circuit,
        at: deployedAt + (44 + index) * minute,
      }),
    ]),
    jobs,
    truth: {
      action: 'rollBack',
      kind: 'environment',
      releases: ['Release-123'],
      at: '2026-11-21T09:31:00Z',
      rolledBackAt: '2026-11-21T10:30:00Z',
    },
    ...over,
  };
}

function aDelivery(
  id: string,
  { plant, circuit, at }: { plant: string; circuit: string; at: number },
): { receivedAt: string; body: string } {
  return {
    receivedAt: new Date(at).toISOString(),
    body: alertBody({
      id,
      firedAt: new Date(at - minute).toISOString(),
      dimensions: {
        endpoint_name: `batch-endpoint-plant-${plant}`,
        deployment_name: `deployment-circuit-${circuit}`,
      },
    }),
  };
}
