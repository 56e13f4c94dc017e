import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { z } from 'zod';
import { rollBackFleet } from '../../shared/contracts';
import { Incident, rollbackInstance } from '../../shared/domain/incident';
import type { Guards } from '../../shared/domain/policy/guards';
import { RollbackWish, blamedFor, termsFor } from '../../shared/domain/plan/wish';
import { startOnce, statusOf } from '../../shared/durable/startOnce';
import { makePlan } from '../../shared/planning/makePlan';
import type { PlanningNeeds } from '../../shared/planning/makePlan';
import type { Services } from '../../shared/ports';
import { showPlan } from './createPlan';
import { asksForSwitch, startSwitch } from './startSwitch';

const RollbackRequest = RollbackWish.extend({
  reason: z.string().trim().min(3, 'say in a sentence why').max(1000),
  /** Chosen by the caller: one key, one rollback, however often it is posted. */
  key: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, 'lower case letters, digits and dashes, at most 50')
    .optional(),
  requestedBy: z.string().trim().min(1).max(100).optional(),
  /** Only show what would be done: the same as POST /api/plans. */
  dryRun: z.boolean().optional(),
});
type RollbackRequest = z.infer<typeof RollbackRequest>;

type Needs = Pick<Services, 'incidents' | 'now'> & PlanningNeeds;

/** POST /api/rollbacks: rolls a release back because a person says so, and answers with its id. */
export async function startRollback(
  request: HttpRequest,
  client: DurableClient,
  services: Needs,
): Promise<HttpResponseInit> {
  const body = await request.json().catch(() => undefined);
  if (asksForSwitch(body)) {
    return startSwitch(body, client, services);
  }
  const asked = RollbackRequest.safeParse(body);
  if (!asked.success) {
    return refuse(400, z.prettifyError(asked.error));
  }
  const refusal = await refusalOf(asked.data, services);
  if (refusal) {
    return refusal;
  }
  return asked.data.dryRun === true
    ? showPlan(asked.data, services)
    : start(asked.data, client, services);
}

/** Metadata that is no use is refused at once, and so is a plan that is not the one looked at. */
async function refusalOf(
  wish: RollbackRequest,
  services: Needs,
): Promise<HttpResponseInit | undefined> {
  const { release, planHash, key } = wish;
  const refusal = overrideRefusal(wish, (await services.settings.policy()).guards);
  if (refusal !== undefined) {
    return refuse(422, refusal);
  }
  const { incidents, releases } = services;
  const { reading, seal } = await releases.examine(release);
  if (reading.status === 'missing') {
    return refuse(404, `There is no metadata of release ${release}.`);
  }
  if (reading.status === 'unreadable') {
    return refuse(422, `The metadata of release ${release} is no use: ${reading.reason}`);
  }
  if (seal.status === 'broken') {
    return refuse(422, `The metadata of release ${release} does not verify: ${seal.reason}`);
  }
  const isKnown = key !== undefined && (await incidents.read(idOf(key))) !== undefined;
  if (planHash === undefined || isKnown) {
    return undefined;
  }
  const made = await makePlan({ blamed: [blamedFor(wish)], terms: termsFor(wish) }, services);
  return made.status === 'refused' ? refuse(409, made.reason) : undefined;
}

/** What of the guards that a person wants to go past stands, by the policy. */
function overrideRefusal(
  { overrideGuards = [], strategy = 'emergency' }: RollbackRequest,
  { emergencyMaySkip }: Guards,
): string | undefined {
  const allowed = new Set<string>(emergencyMaySkip);
  const refused = overrideGuards.filter((guard) => !allowed.has(guard));
  if (refused.length > 0) {
    const names = [...allowed].join(', ') || 'none';
    return `The policy lets nobody go past ${refused.join(', ')}, only past ${names}.`;
  }
  return overrideGuards.length > 0 && strategy !== 'emergency'
    ? `Guards are gone past in an emergency only, found strategy ${strategy}.`
    : undefined;
}

async function start(
  wish: RollbackRequest,
  client: DurableClient,
  { incidents, now }: Needs,
): Promise<HttpResponseInit> {
  const { release } = wish;
  const id = idOf(wish.key ?? randomUUID());
  const known = await incidents.read(id);
  if (known && known.release !== release) {
    return refuse(409, `The key was used for release ${known.release} already.`);
  }
  const claim = await incidents.claimOf(release);
  if (claim?.status === 'held' && claim.incident !== id) {
    return refuse(409, `Release ${release} is being rolled back already by ${claim.incident}.`);
  }

  const input = incidentFrom(wish, id, now());
  const answer = await startOnce(client, rollBackFleet, { id: rollbackInstance(id), input });
  if (answer === 'known') {
    // Of two requests at once with one key, only the orchestration knows which release it got.
    const first = Incident.safeParse((await statusOf(client, rollbackInstance(id)))?.input);
    if (first.success && first.data.release !== release) {
      return refuse(409, `The key was used for release ${first.data.release} already.`);
    }
  }
  return {
    status: answer === 'started' ? 202 : 200,
    headers: { Location: `/api/rollbacks/${id}` },
    jsonBody: { id, start: answer },
  };
}

function idOf(key: string): string {
  return `manual-${key}`;
}

function incidentFrom(wish: RollbackRequest, id: string, openedAt: string): Incident {
  const { release, kind, reason, requestedBy } = wish;
  return {
    id,
    status: 'rollingBack',
    kind,
    release,
    blamed: [blamedFor(wish)],
    terms: termsFor(wish),
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
