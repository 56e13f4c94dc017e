import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { stopSeconds } from '../../shared/domain/restore/control';
import type { Services } from '../../shared/ports';

const Throw = z.strictObject({
  on: z.boolean(),
  reason: z.string().trim().min(3, 'say in a sentence why').max(1000),
  requestedBy: z.string().trim().min(1).max(100).optional(),
});

/** GET /api/kill-switch: whether it is on, and since when, by whom and why. */
export async function getKillSwitch({
  rollbacks,
}: Pick<Services, 'rollbacks'>): Promise<HttpResponseInit> {
  return { jsonBody: await rollbacks.killSwitch() };
}

/**
 * PUT /api/kill-switch: while it is on, nothing is written, by whatever rollback. Once it is
 * answered, no write starts any more; those that the service has accepted come to their end.
 */
export async function throwKillSwitch(
  request: HttpRequest,
  { rollbacks, now, wait, log }: Pick<Services, 'rollbacks' | 'now' | 'wait' | 'log'>,
): Promise<HttpResponseInit> {
  const asked = Throw.safeParse(await request.json().catch(() => undefined));
  if (!asked.success) {
    return { status: 400, jsonBody: { error: z.prettifyError(asked.error) } };
  }
  const { on, reason, requestedBy } = asked.data;
  const next = { on, reason, at: now(), ...(requestedBy === undefined ? {} : { by: requestedBy }) };
  await rollbacks.throwKillSwitch(next);
  log.warn('kill switch thrown', next);
  if (on) {
    await wait(stopSeconds);
  }
  return { jsonBody: next };
}
