import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { previewOf } from '../../shared/domain/plan/preview';
import { RollbackWish, blamedFor, termsFor } from '../../shared/domain/plan/wish';
import { makePlan } from '../../shared/planning/makePlan';
import type { PlanningNeeds } from '../../shared/planning/makePlan';

/** POST /api/plans: what a rollback would do, to the field, and writes nothing. */
export async function createPlan(
  request: HttpRequest,
  services: PlanningNeeds,
): Promise<HttpResponseInit> {
  const wish = RollbackWish.safeParse(await request.json().catch(() => undefined));
  return wish.success
    ? showPlan(wish.data, services)
    : { status: 400, jsonBody: { error: z.prettifyError(wish.error) } };
}

/** The preview of a plan, or 422 with the reason why there is none. */
export async function showPlan(
  wish: RollbackWish,
  services: PlanningNeeds,
): Promise<HttpResponseInit> {
  const made = await makePlan({ blamed: [blamedFor(wish)], terms: termsFor(wish) }, services);
  if (made.status === 'refused') {
    return { status: 422, jsonBody: { error: made.reason } };
  }
  const { restore } = await services.settings.policy();
  return { jsonBody: previewOf(made.plan, made.readings, restore) };
}
