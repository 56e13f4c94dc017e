import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { z } from 'zod';
import { rollBackFleet } from '../../shared/contracts';
import { Incident, rollbackInstance } from '../../shared/domain/incident';
import { ReleaseId } from '../../shared/domain/release';
import { startOnce, statusOf } from '../../shared/durable/startOnce';
import type { Services } from '../../shared/ports';

const RollbackRequest = z.strictObject({
  release: ReleaseId,
  reason: z.string().trim().min(3, 'say in a sentence why').max(1000),
  /** Chosen by the caller: one key, one rollback, however often it is posted. */
  key: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, 'lower case letters, digits and dashes, at most 50')
    .optional(),
  requestedBy: z.string().trim().min(1).max(100).optional(),
});
type RollbackRequest = z.infer<typeof RollbackRequest>;

type Needs = Pick<Services, 'incidents' | 'releases' | 'now'>;

/** POST /api/rollbacks: rolls a release back because a person says so, and answers with its id. */
export async function startRollback(
  request: HttpRequest,
  client: DurableClient,
  { incidents, releases, now }: Needs,
): Promise<HttpResponseInit> {
  const asked = RollbackRequest.safeParse(await request.json().catch(() => undefined));
  if (!asked.success) {
    return refuse(400, z.prettifyError(asked.error));
  }
  const { release } = asked.data;
  const reading = await releases.read(release);
  if (reading.status === 'missing') {
    return refuse(404, `There is no metadata of release ${release}.`);
  }
  if (reading.status === 'unreadable') {
    return refuse(422, `The metadata of release ${release} is no use: ${reading.reason}`);
  }

  const id = `manual-${asked.data.key ?? randomUUID()}`;
  const known = await incidents.read(id);
  if (known && known.release !== release) {
    return refuse(409, `The key was used for release ${known.release} already.`);
  }
  const claim = await incidents.claimOf(release);
  if (claim?.status === 'held' && claim.incident !== id) {
    return refuse(409, `Release ${release} is being rolled back already by ${claim.incident}.`);
  }

  const input = incidentFrom(asked.data, id, now());
  const start = await startOnce(client, rollBackFleet, { id: rollbackInstance(id), input });
  if (start === 'known') {
    // Of two requests at once with one key, only the orchestration knows which release it got.
    const first = Incident.safeParse((await statusOf(client, rollbackInstance(id)))?.input);
    if (first.success && first.data.release !== release) {
      return refuse(409, `The key was used for release ${first.data.release} already.`);
    }
  }
  return {
    status: start === 'started' ? 202 : 200,
    headers: { Location: `/api/rollbacks/${id}` },
    jsonBody: { id, start },
  };
}

function incidentFrom(
  { release, reason, requestedBy }: RollbackRequest,
  id: string,
  openedAt: string,
): Incident {
  return {
    id,
    status: 'rollingBack',
    kind: 'environment',
    release,
    origin: { by: 'person', ...(requestedBy === undefined ? {} : { name: requestedBy }) },
    reason,
    failing: [],
    openedAt,
    outcomes: [],
  };
}

function refuse(status: number, error: string): HttpResponseInit {
  return { status, jsonBody: { error } };
}
