import { randomUUID } from 'node:crypto';
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { z } from 'zod';
import { rollBackFleet } from '../../shared/contracts';
import { Forward } from '../../shared/domain/forward/forward';
import { IncidentId, blamedIn, rollbackInstance } from '../../shared/domain/incident';
import type { Incident } from '../../shared/domain/incident';
import { targetsOf } from '../../shared/domain/plan/plan';
import type { Plan } from '../../shared/domain/plan/plan';
import { previewOf } from '../../shared/domain/plan/preview';
import { PlanHash } from '../../shared/domain/plan/terms';
import type { RollbackTerms } from '../../shared/domain/plan/terms';
import { startOnce } from '../../shared/durable/startOnce';
import { makeForwardPlan } from '../../shared/planning/makeForwardPlan';
import type { ForwardNeeds } from '../../shared/planning/makeForwardPlan';
import type { Services } from '../../shared/ports';

const ForwardRequest = z.strictObject({
  /** Only these of the circuits that the incident restored; without it all of them. */
  circuits: Forward.shape.circuits,
  reason: z.string().trim().min(3, 'say in a sentence why').max(1000),
  requestedBy: z.string().trim().min(1).max(100),
  /** Why revisions may be gone to that are in quarantine. */
  acceptQuarantined: z.string().trim().min(3, 'say in a sentence why').max(1000).optional(),
  strategy: z.enum(['emergency', 'planned']).default('planned'),
  planHash: PlanHash.optional(),
  key: z
    .string()
    .regex(/^[a-z0-9-]{1,50}$/, 'lower case letters, digits and dashes, at most 50')
    .optional(),
  /** Only show what would be done. */
  dryRun: z.boolean().optional(),
});
type ForwardRequest = z.infer<typeof ForwardRequest>;

type Needs = Pick<Services, 'now'> & ForwardNeeds;

/**
 * POST /api/rollbacks/{id}/roll-forward: takes circuits that a rollback restored back to what they
 * ran before it, as an incident of its own. Once for each circuit; never without a person.
 */
export async function rollForward(
  request: HttpRequest,
  client: DurableClient,
  services: Needs,
): Promise<HttpResponseInit> {
  const id = IncidentId.safeParse(request.params['id']);
  if (!id.success) {
    return refuse(400, `id: ${z.prettifyError(id.error)}`);
  }
  const asked = ForwardRequest.safeParse(await request.json().catch(() => undefined));
  if (!asked.success) {
    return refuse(400, z.prettifyError(asked.error));
  }
  const first = await services.incidents.read(id.data);
  if (!first) {
    return refuse(404, `There is no rollback ${id.data}.`);
  }
  const own = `forward-${asked.data.key ?? randomUUID()}`;
  const known = await services.incidents.read(own);
  const terms = termsFor(asked.data, first.id);
  if (known) {
    return known.terms?.forward?.incident === first.id
      ? accepted(own, 'known')
      : refuse(409, 'The key was used for another roll forward already.');
  }
  const answer = await planned(terms, asked.data, services);
  if (answer !== undefined) {
    return answer;
  }
  const input = incidentFrom(first, { id: own, asked: asked.data, terms, now: services.now() });
  const start = await startOnce(client, rollBackFleet, { id: rollbackInstance(own), input });
  return accepted(own, start);
}

/** Why there is nothing to start, or the plan where only that is asked for. */
async function planned(
  terms: RollbackTerms & { forward: Forward },
  { dryRun }: ForwardRequest,
  services: Needs,
): Promise<HttpResponseInit | undefined> {
  const { incidents, settings } = services;
  const made = await makeForwardPlan({ forward: terms.forward, terms }, services);
  if (made.status === 'refused') {
    return refuse(409, `Not done: ${made.reason}.`);
  }
  if (dryRun === true) {
    const { restore } = await settings.policy();
    return { jsonBody: previewOf(made.plan, made.readings, restore) };
  }
  if (targetsOf(made.plan).length === 0) {
    return refuse(409, `Not done: ${whyNothing(made.plan)}.`);
  }
  const claims = await Promise.all(made.plan.releases.map(async (one) => incidents.claimOf(one)));
  const held = claims.find((claim) => claim?.status === 'held');
  return held
    ? refuse(409, `Release ${held.release} is being rolled back just now by ${held.incident}.`)
    : undefined;
}

/** What stands in the way of all circuits, each reason once. */
function whyNothing({ alreadyThere, blocked }: Plan): string {
  const reasons = [...blocked, ...alreadyThere].map((outcome) =>
    outcome.status === 'restored' ? '' : outcome.reason,
  );
  return [...new Set(reasons)].join('; ');
}

function termsFor(
  { circuits, acceptQuarantined, strategy, planHash }: ForwardRequest,
  incident: string,
): RollbackTerms & { forward: Forward } {
  return {
    strategy,
    planHash,
    // Going forward undoes no migration.
    acceptMigrations: true,
    forward: { incident, circuits, quarantined: acceptQuarantined },
  };
}

type Own = { id: string; asked: ForwardRequest; terms: RollbackTerms; now: string };

function incidentFrom(first: Incident, { id, asked, terms, now }: Own): Incident {
  const { kind, release } = first;
  return {
    id,
    status: 'rollingBack',
    kind,
    release,
    blamed: blamedIn(first),
    terms,
    origin: { by: 'person', name: asked.requestedBy },
    reason: `rolls forward what ${first.id} restored: ${asked.reason}`,
    failing: [],
    openedAt: now,
    outcomes: [],
  };
}

function accepted(id: string, start: 'started' | 'known'): HttpResponseInit {
  return {
    status: start === 'started' ? 202 : 200,
    headers: { Location: `/api/rollbacks/${id}` },
    jsonBody: { id, start },
  };
}

function refuse(status: number, error: string): HttpResponseInit {
  return { status, jsonBody: { error } };
}
