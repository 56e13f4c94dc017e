import { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import { KeptBodies } from '../store/journal';
import type { Journal } from '../store/journal';
import { badControlRequest } from './badControlRequest';
import { settingRoutes } from './settingRoutes';

const since = z.coerce.number().int().nonnegative().default(0);
const JournalRequest = z.object({
  since,
  method: z.string().toUpperCase().optional(),
  principal: z.string().optional(),
  limit: z.coerce.number().int().positive().default(10_000),
  fields: z.enum(['all', 'summary']).default('all'),
});
const BodiesRequest = z.strictObject({ keep: KeptBodies });
const CountsRequest = z.object({ since });

/** The record of calls, for tests, benches and demonstrations to read. */
export function journalRoutes(journal: Journal): ControlRoute[] {
  return [
    ...entryRoutes(journal),
    ...settingRoutes('/machineLearning/journal/bodies', {
      schema: BodiesRequest,
      read: () => ({ keep: journal.keptBodies }),
      write: ({ keep }) => journal.keepBodies(keep),
    }),
    {
      method: 'GET',
      path: '/machineLearning/counts',
      handle({ query }) {
        const asked = CountsRequest.safeParse(Object.fromEntries(query));
        return asked.success
          ? { status: 200, body: journal.counts(asked.data.since) }
          : badControlRequest(asked.error);
      },
    },
  ];
}

function entryRoutes(journal: Journal): ControlRoute[] {
  const path = '/machineLearning/journal';
  return [
    {
      method: 'GET',
      path,
      handle({ query }) {
        const asked = JournalRequest.safeParse(Object.fromEntries(query));
        if (!asked.success) {
          return badControlRequest(asked.error);
        }
        const { fields, method, principal, ...rest } = asked.data;
        const wanted = { method, principal, ...rest };
        const entries = fields === 'all' ? journal.entries(wanted) : journal.summaries(wanted);
        return { status: 200, body: { entries } };
      },
    },
    {
      method: 'DELETE',
      path,
      handle() {
        journal.clear();
        return { status: 204 };
      },
    },
  ];
}
