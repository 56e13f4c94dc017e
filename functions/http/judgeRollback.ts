import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { RollbackKind } from '../../shared/domain/decide/blamed';
import { accusersOf } from '../../shared/domain/decide/explanation';
import { autonomyOf } from '../../shared/domain/autonomy/autonomyOf';
import type { Verdict } from '../../shared/domain/autonomy/ruleRecord';
import { IncidentId, blamedIn } from '../../shared/domain/incident';
import type { Incident } from '../../shared/domain/incident';
import { inBatches } from '../../shared/domain/inBatches';
import type { Services } from '../../shared/ports';

const Judgement = z.strictObject({
  /** Whether it was right to take back what was taken back, or was to be. */
  correct: z.boolean(),
  reason: z.string().trim().min(3, 'say in a sentence why').max(1000),
  requestedBy: z.string().trim().min(1).max(100).optional(),
});
type Judgement = z.infer<typeof Judgement>;

type Needs = Pick<Services, 'incidents' | 'rules' | 'settings' | 'now' | 'log'>;

/**
 * POST /api/rollbacks/{id}/verdict: says whether a rollback was right that rules led to, and
 * answers with how far each of them may go now. A second verdict takes the place of the first.
 */
export async function judgeRollback(
  request: HttpRequest,
  services: Needs,
): Promise<HttpResponseInit> {
  const id = IncidentId.safeParse(request.params['id']);
  const judgement = Judgement.safeParse(await request.json().catch(() => undefined));
  if (!id.success) {
    return refuse(400, `id: ${z.prettifyError(id.error)}`);
  }
  if (!judgement.success) {
    return refuse(400, z.prettifyError(judgement.error));
  }
  const incident = await services.incidents.read(id.data);
  if (!incident) {
    return refuse(404, `There is no rollback ${id.data}.`);
  }
  const kind = RollbackKind.safeParse(incident.kind);
  const accusers = new Set(
    blamedIn(incident).flatMap(({ release }) => accusersOf(incident, release)),
  );
  if (!kind.success || accusers.size === 0) {
    return refuse(409, `No rule led to ${id.data}, so there is none to judge.`);
  }
  const verdict = verdictOn(incident, { ...judgement.data, kind: kind.data }, services.now());
  const rules = await inBatches([...accusers], (rule) => judgeRule(rule, verdict, services));
  services.log.info('rollback judged', { ...verdict, rules });
  return { jsonBody: { id: id.data, correct: verdict.correct, rules } };
}

function verdictOn(
  { id }: Incident,
  { correct, reason, requestedBy, kind }: Judgement & Pick<Verdict, 'kind'>,
  at: string,
): Verdict {
  const by = requestedBy === undefined ? {} : { by: requestedBy };
  return { incident: id, kind, correct, reason, at, ...by };
}

async function judgeRule(
  rule: string,
  verdict: Verdict,
  { rules, settings, log }: Needs,
): Promise<{ rule: string } & ReturnType<typeof autonomyOf>> {
  const { autonomy } = await settings.policy();
  const before = autonomyOf(rule, await rules.read(rule), autonomy);
  const after = autonomyOf(rule, await rules.judge(rule, verdict), autonomy);
  if (after.level !== before.level) {
    log.warn('autonomy of a rule changed', { rule, from: before.level, to: after.level });
  }
  return { rule, ...after };
}

function refuse(status: number, error: string): HttpResponseInit {
  return { status, jsonBody: { error } };
}
