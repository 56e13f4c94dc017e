import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { IncidentId } from '../../shared/domain/incident';
import type { Services } from '../../shared/ports';

/** GET /api/rollbacks/{id}/report: as Markdown, or as JSON when the caller prefers that. */
export async function getReport(
  request: HttpRequest,
  { incidents }: Pick<Services, 'incidents'>,
): Promise<HttpResponseInit> {
  const id = IncidentId.safeParse(request.params['id']);
  const found = id.success ? await incidents.report(id.data) : undefined;
  if (!found) {
    return {
      status: 404,
      jsonBody: { error: `There is no report of ${request.params['id']} yet.` },
    };
  }
  return request.headers.get('accept')?.includes('application/json')
    ? { jsonBody: found.report }
    : { headers: { 'Content-Type': 'text/markdown; charset=utf-8' }, body: found.markdown };
}
