import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import type { Services } from '../../shared/ports';

const Body = z.record(z.string(), z.unknown());

/**
 * POST /api/releases: puts a release on record before its first deployment changes, sealed and
 * chained. The same document again is 200, another one under the same id 409.
 */
export async function recordRelease(
  request: HttpRequest,
  { releases, log }: Pick<Services, 'releases' | 'log'>,
): Promise<HttpResponseInit> {
  const body = Body.safeParse(await request.json().catch(() => undefined));
  if (!body.success) {
    return { status: 400, jsonBody: { error: z.prettifyError(body.error) } };
  }
  const id = String(body.data['release_id']);
  const { status, ...recorded } = await releases.record(body.data);
  switch (status) {
    case 'refused':
      return { status: 400, jsonBody: { error: 'reason' in recorded ? recorded.reason : '' } };
    case 'conflict':
      return {
        status: 409,
        jsonBody: { error: `Release ${id} is on record with another content.` },
      };
    case 'known':
    case 'recorded':
      log.info('release recorded', { release: id, ...recorded });
      return {
        status: status === 'recorded' ? 201 : 200,
        jsonBody: { release: id, status, ...recorded },
      };
  }
}
