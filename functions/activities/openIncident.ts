import type { Incident } from '../../shared/domain/incident';
import { reportOf } from '../../shared/domain/report';
import { afterwards } from '../../shared/domain/triage';
import type { Opening } from '../../shared/domain/triage';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'incidents' | 'settings' | 'log'>;

/**
 * Puts an incident on record, unless another one has or had hold of its release. Doing it twice
 * is doing it once.
 */
export async function openIncident(incident: Incident, services: Needs): Promise<Opening> {
  const { incidents, log } = services;
  const { id } = incident;
  const other = await takeHold(incident, services);
  if (other) {
    return other;
  }

  const known = await incidents.read(id);
  if (known) {
    const isOurs = known.openedAt === incident.openedAt;
    return isOurs ? { status: 'opened' } : { status: 'running', incident: id };
  }
  await record(incident, incidents);
  log.info('incident opened', { incident: id, kind: incident.kind, reason: incident.reason });
  return { status: 'opened' };
}

/** Undefined once the incident has hold of its release, or has none to hold. */
async function takeHold(
  { id, release, origin, openedAt }: Incident,
  { incidents, settings }: Needs,
): Promise<Opening | undefined> {
  if (release === undefined) {
    return undefined;
  }
  const claim = await incidents.claim(release, id, origin.by === 'person');
  if (claim.incident === id) {
    return undefined;
  }
  if (claim.status === 'held') {
    return { status: 'running', incident: claim.incident };
  }
  const earlier = await incidents.read(claim.incident);
  const { quietMinutes } = (await settings.policy()).triage;
  const status = afterwards(earlier, { openedAt, quietMinutes });
  return { status, incident: claim.incident };
}

/** What waits for a person from the start gets its report at once: nothing else will write one. */
async function record(incident: Incident, incidents: Services['incidents']): Promise<void> {
  if (incident.status === 'open') {
    const story = { phases: [], outcomes: [], checks: [], trouble: incident.reason };
    await incidents.saveReport(reportOf(incident, story, incident.openedAt));
    return;
  }
  await incidents.save(incident);
}
