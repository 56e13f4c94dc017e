import type { HttpResponseInit } from '@azure/functions';
import { summaryOf } from '../../shared/domain/report';
import type { Services } from '../../shared/ports';

/** GET /api/rollbacks: all incidents on record, newest first. */
export async function listRollbacks({
  incidents,
}: Pick<Services, 'incidents'>): Promise<HttpResponseInit> {
  const all = await incidents.list();
  return { jsonBody: { rollbacks: all.map(summaryOf) } };
}
