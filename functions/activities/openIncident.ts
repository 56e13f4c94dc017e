import type { Incident } from '../../shared/domain/incident';
import type { Opening } from '../../shared/domain/triage';
import type { Services } from '../../shared/ports';

/**
 * Puts an incident on record, unless another one has hold of its release. Doing it twice is
 * doing it once.
 */
export async function openIncident(
  incident: Incident,
  { incidents, log }: Pick<Services, 'incidents' | 'log'>,
): Promise<Opening> {
  const { id, release } = incident;
  if (release !== undefined) {
    const byPerson = incident.origin.by === 'person';
    const claim = await incidents.claim(release, id, byPerson);
    if (claim.incident !== id) {
      return { status: claim.status === 'held' ? 'running' : 'ended', incident: claim.incident };
    }
  }

  const known = await incidents.read(id);
  if (known) {
    const isOurs = known.openedAt === incident.openedAt;
    return isOurs ? { status: 'opened' } : { status: 'running', incident: id };
  }
  await incidents.save(incident);
  log.info('incident opened', { incident: id, kind: incident.kind, reason: incident.reason });
  return { status: 'opened' };
}
