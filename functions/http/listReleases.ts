import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { Circuit, circuitKey } from '../../shared/domain/fleet';
import type { Release } from '../../shared/domain/release';
import type { Finding } from '../../shared/domain/release/chain';
import type { Services } from '../../shared/ports';

/**
 * GET /api/releases: the releases on record, newest first, with what was found when all records
 * were held against the head of their chain. `?plant=P001&circuit=C001` leaves those that changed
 * this circuit, with what it ran before and after.
 */
export async function listReleases(
  request: HttpRequest,
  { releases }: Pick<Services, 'releases'>,
): Promise<HttpResponseInit> {
  const query = Object.fromEntries(request.query);
  const only = Circuit.optional().safeParse(request.query.size === 0 ? undefined : query);
  if (!only.success) {
    return { status: 400, jsonBody: { error: z.prettifyError(only.error) } };
  }
  const [{ read, unreadable }, findings] = await Promise.all([releases.all(), releases.verify()]);
  const newestFirst = read.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  return {
    jsonBody: {
      releases: newestFirst.flatMap((release) => lineOf(release, { only: only.data, findings })),
      unreadable,
      findings,
    },
  };
}

type Question = { only: Circuit | undefined; findings: readonly Finding[] };

/** A release without its changes but, where one circuit was asked about, that one. */
function lineOf({ changes, ...release }: Release, { only, findings }: Question): unknown[] {
  const change = only && changes.find((one) => circuitKey(one) === circuitKey(only));
  if (only && !change) {
    return [];
  }
  const finding = findings.find((one) => one.release === release.id)?.finding;
  return [
    {
      ...release,
      circuits: changes.length,
      environments: [...new Set(changes.map(({ to }) => to.environment))],
      models: changes.filter(({ from, to }) => to.model && to.model !== from.model).length,
      finding: finding ?? null,
      ...(change && { from: change.from, to: change.to }),
    },
  ];
}
