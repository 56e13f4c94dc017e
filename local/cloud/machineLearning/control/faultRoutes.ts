import { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import type { Faults } from '../faults/faults';
import { FaultRule } from '../faults/rule';
import { badControlRequest } from './badControlRequest';

const path = '/machineLearning/faults';
const Rules = z.array(FaultRule);

/** Faults on demand: PUT replaces all rules, GET shows those not spent, DELETE removes them. */
export function faultRoutes(faults: Faults): ControlRoute[] {
  return [
    { method: 'GET', path, handle: () => ({ status: 200, body: faults.rules() }) },
    {
      method: 'PUT',
      path,
      handle({ body }) {
        const rules = Rules.safeParse(body);
        if (!rules.success) {
          return badControlRequest(rules.error);
        }
        faults.arm(rules.data);
        return { status: 200, body: faults.rules() };
      },
    },
    {
      method: 'DELETE',
      path,
      handle() {
        faults.arm([]);
        return { status: 204 };
      },
    },
  ];
}
