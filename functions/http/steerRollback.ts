import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { IncidentId } from '../../shared/domain/incident';
import { stopSeconds } from '../../shared/domain/restore/control';
import type { Control } from '../../shared/domain/restore/control';
import { Steering, steer } from '../../shared/domain/restore/steer';
import type { Steered } from '../../shared/domain/restore/steer';
import type { Services } from '../../shared/ports';

const Words = z.strictObject({
  reason: z.string().trim().min(3, 'say in a sentence why').max(1000).optional(),
  requestedBy: z.string().trim().min(1).max(100).optional(),
  circuit: z.unknown().optional(),
});

type Needs = Pick<Services, 'incidents' | 'rollbacks' | 'now' | 'wait' | 'log'>;

/**
 * POST /api/rollbacks/{id}/{action}: pauses, resumes or cancels a rollback, hands it to a person,
 * or leaves one circuit out. Once it is answered, it is so: what is held back is not begun any
 * more, and what the service has accepted before ends.
 */
export async function steerRollback(
  request: HttpRequest,
  { incidents, rollbacks, now, wait, log }: Needs,
): Promise<HttpResponseInit> {
  const id = IncidentId.safeParse(request.params['id']);
  if (!id.success) {
    return refuse(400, `id: ${z.prettifyError(id.error)}`);
  }
  const words = Words.safeParse(await bodyOf(request));
  if (!words.success) {
    return refuse(400, z.prettifyError(words.error));
  }
  const { reason, requestedBy, ...rest } = words.data;
  const steering = Steering.safeParse({ action: request.params['action'], ...rest });
  if (!steering.success) {
    return refuse(400, z.prettifyError(steering.error));
  }
  const incident = await incidents.read(id.data);
  if (!incident) {
    return refuse(404, `There is no rollback ${id.data}.`);
  }
  if (incident.status !== 'rollingBack') {
    return refuse(409, `The rollback has ended: ${incident.status}.`);
  }

  const hand = {
    at: now(),
    ...(requestedBy === undefined ? {} : { by: requestedBy }),
    ...(reason === undefined ? {} : { reason }),
  };
  let answer: Steered = { refused: 'nothing was said' };
  const control = await rollbacks.steer(id.data, (current): Control => {
    answer = steer(current, steering.data, hand);
    return 'steered' in answer ? answer.steered : current;
  });
  log.info('rollback steered', { incident: id.data, ...steering.data, ...hand, ...answer });
  if ('steered' in answer && steering.data.action !== 'resume') {
    await wait(stopSeconds);
  }
  return refusalIn(answer) ?? { jsonBody: { id: id.data, ...control } };
}

function refusalIn(answer: Steered): HttpResponseInit | undefined {
  return 'refused' in answer ? refuse(409, `Not done: ${answer.refused}.`) : undefined;
}

/** A body is optional: most of what there is to say is in the address. */
async function bodyOf(request: HttpRequest): Promise<unknown> {
  const text = await request.text();
  try {
    return text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(status: number, error: string): HttpResponseInit {
  return { status, jsonBody: { error } };
}
