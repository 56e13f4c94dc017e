import { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import { endOf } from '../clock/operation';
import { settleOperations } from '../handlers/settleOperations';
import type { Simulation } from '../simulation';
import type { NumberedOperation } from '../store/operationStore';
import { badControlRequest } from './badControlRequest';

const OperationsRequest = z.object({
  since: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().positive().default(10_000),
});

/** The lifetimes of operations, in the order in which they began, for whoever measures them. */
export function operationRoutes(simulation: Simulation): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/machineLearning/operations',
      handle({ query }) {
        const asked = OperationsRequest.safeParse(Object.fromEntries(query));
        if (!asked.success) {
          return badControlRequest(asked.error);
        }
        const now = settleOperations(simulation);
        const operations = simulation.operations.list(asked.data);
        return {
          status: 200,
          body: { operations: operations.map((one) => lifetime(simulation, one, now)) },
        };
      },
    },
  ];
}

/**
 * `endedAt` is null and `status` is `Running` until it has ended. Times are real ones in ISO 8601,
 * seconds those of the service's own clock.
 */
function lifetime(
  { serviceSeconds }: Simulation,
  operation: NumberedOperation,
  now: number,
): Record<string, unknown> {
  const { sequence, name, resourceKey, running, startedAt, ending } = operation;
  const end = endOf(operation);
  const hasEnded = end <= now;
  return {
    sequence,
    name,
    resource: resourceKey,
    state: running,
    status: hasEnded ? ending.status : 'Running',
    startedAt: new Date(startedAt).toISOString(),
    startedServiceSeconds: serviceSeconds(startedAt),
    endedAt: hasEnded ? new Date(end).toISOString() : null,
    endedServiceSeconds: hasEnded ? serviceSeconds(end) : null,
  };
}
