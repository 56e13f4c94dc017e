import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { decideGate } from '../../shared/domain/gate/decideGate';
import type { UnderWay } from '../../shared/domain/gate/decideGate';
import { inBatches } from '../../shared/domain/inBatches';
import { blamedIn } from '../../shared/domain/incident';
import type { Incident } from '../../shared/domain/incident';
import { targetsOf } from '../../shared/domain/plan/plan';
import { waysBack } from '../../shared/domain/plan/wayBack';
import { ReleaseId } from '../../shared/domain/release';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'incidents' | 'quarantine' | 'releases' | 'rollbacks'>;

/** GET /api/gate/{release}: whether a pipeline may roll a release out, or on. */
export async function getGate(request: HttpRequest, services: Needs): Promise<HttpResponseInit> {
  const id = ReleaseId.safeParse(request.params['release']);
  if (!id.success) {
    return { status: 400, jsonBody: { error: `release: ${z.prettifyError(id.error)}` } };
  }
  const { incidents, quarantine, releases } = services;
  const [examined, entries, all] = await Promise.all([
    releases.examine(id.data),
    quarantine.read(),
    incidents.list(),
  ]);
  const running = all.filter(({ status }) => status === 'rollingBack');
  const underWay = await inBatches(running, (incident) => doneBy(incident, services));
  const answer = decideGate({ id: id.data, ...examined, underWay, quarantine: entries });
  return { jsonBody: { release: id.data, ...answer } };
}

/** What a rollback is at; until it has a plan, all that it may come to be at. */
async function doneBy(
  incident: Incident,
  { releases, rollbacks }: Pick<Needs, 'releases' | 'rollbacks'>,
): Promise<UnderWay> {
  const plants = (incident.terms?.switches ?? []).map(({ plant }) => plant);
  if (plants.length > 0) {
    return { incident: incident.id, circuits: [], plants };
  }
  const plan = await rollbacks.plan(incident.id);
  if (plan) {
    return { incident: incident.id, circuits: targetsOf(plan), plants };
  }
  const circuits = await inBatches(blamedIn(incident), async (blamed) => {
    const reading = await releases.read(blamed.release);
    return reading.status === 'read' ? waysBack([{ ...blamed, metadata: reading.release }]) : [];
  });
  return { incident: incident.id, circuits: circuits.flat(), plants };
}
