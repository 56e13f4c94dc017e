import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { proposeForward as propose } from '../../shared/domain/forward/proposeForward';
import { IncidentId } from '../../shared/domain/incident';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'incidents' | 'settings' | 'telemetry' | 'now'>;

/** GET /api/rollbacks/{id}/roll-forward: whether circuits do worse since a rollback than before it. */
export async function proposeForward(
  request: HttpRequest,
  { incidents, settings, telemetry, now }: Needs,
): Promise<HttpResponseInit> {
  const id = IncidentId.safeParse(request.params['id']);
  if (!id.success) {
    return { status: 400, jsonBody: { error: `id: ${z.prettifyError(id.error)}` } };
  }
  const incident = await incidents.read(id.data);
  if (!incident) {
    return { status: 404, jsonBody: { error: `There is no rollback ${id.data}.` } };
  }
  if (incident.status === 'rollingBack') {
    return { status: 409, jsonBody: { error: `${id.data} is still rolling back.` } };
  }
  const [fleet, policy] = await Promise.all([settings.fleet(), settings.policy()]);
  const evidence = await telemetry.evidence({ fleet, policy, now: now() });
  return { jsonBody: { id: id.data, ...propose(incident, { evidence, policy, now: now() }) } };
}
