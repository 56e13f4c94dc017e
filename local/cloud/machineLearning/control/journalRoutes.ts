import { z } from 'zod';
import type { ControlRoute } from '../../control/route';
import type { Journal } from '../store/journal';
import { badControlRequest } from './badControlRequest';

const since = z.coerce.number().int().nonnegative().default(0);
const JournalRequest = z.object({
  since,
  method: z.string().toUpperCase().optional(),
  principal: z.string().optional(),
  limit: z.coerce.number().int().positive().default(10_000),
});
const CountsRequest = z.object({ since });

/** The record of calls, for tests and demonstrations to read. */
export function journalRoutes(journal: Journal): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/machineLearning/journal',
      handle({ query }) {
        const asked = JournalRequest.safeParse(Object.fromEntries(query));
        if (!asked.success) {
          return badControlRequest(asked.error);
        }
        const { method, principal, ...rest } = asked.data;
        return { status: 200, body: { entries: journal.entries({ method, principal, ...rest }) } };
      },
    },
    {
      method: 'DELETE',
      path: '/machineLearning/journal',
      handle() {
        journal.clear();
        return { status: 204 };
      },
    },
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
