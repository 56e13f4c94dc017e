import type { HttpResponseInit } from '@azure/functions';
import { autonomyOf } from '../../shared/domain/autonomy/autonomyOf';
import { inBatches } from '../../shared/domain/inBatches';
import type { Services } from '../../shared/ports';

/** GET /api/autonomy: how far each rule that may roll back may go by itself, and on what record. */
export async function getAutonomy({
  rules,
  settings,
}: Pick<Services, 'rules' | 'settings'>): Promise<HttpResponseInit> {
  const policy = await settings.policy();
  const able = policy.rules.filter(({ action }) => action === 'rollBack');
  const levels = await inBatches(able, async ({ id, title }) => ({
    rule: id,
    title,
    ...autonomyOf(id, await rules.read(id), policy.autonomy),
  }));
  return { jsonBody: { rules: levels } };
}
