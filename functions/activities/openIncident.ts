import { assessIncident } from '../../shared/domain/impact/assessIncident';
import { blamedIn } from '../../shared/domain/incident';
import type { Claim, Incident } from '../../shared/domain/incident';
import { reportOf } from '../../shared/domain/report';
import { afterwards } from '../../shared/domain/triage';
import type { Opening } from '../../shared/domain/triage';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'incidents' | 'settings' | 'log'>;

/**
 * Puts an incident on record, unless another one has or had hold of a release that it blames. Doing
 * it twice is doing it once.
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
  await record(await assessed(incident, services), incidents);
  log.info('incident opened', { incident: id, kind: incident.kind, reason: incident.reason });
  return { status: 'opened' };
}

/**
 * Undefined once the incident has hold of all releases it blames, or has none to hold. Taken in a
 * fixed order, so that two incidents never wait for each other; all of them, or none.
 */
async function takeHold(incident: Incident, services: Needs): Promise<Opening | undefined> {
  const { incidents } = services;
  const { id, origin } = incident;
  const releases = [...new Set(blamedIn(incident).map(({ release }) => release))].toSorted();
  const held: string[] = [];
  for (const release of releases) {
    // oxlint-disable-next-line no-await-in-loop -- in order, and none after one that is taken
    const claim = await incidents.claim(release, id, origin.by === 'person');
    if (claim.incident !== id) {
      // oxlint-disable-next-line no-await-in-loop -- the loop ends here
      await Promise.all(held.map(async (each) => incidents.freeClaim(each, id)));
      return heldBy(claim, incident, services);
    }
    held.push(release);
  }
  return undefined;
}

async function heldBy(
  { incident: holder, status: claimed }: Claim,
  { openedAt }: Incident,
  { incidents, settings }: Needs,
): Promise<Opening> {
  if (claimed === 'held') {
    return { status: 'running', incident: holder };
  }
  const earlier = await incidents.read(holder);
  const { quietMinutes } = (await settings.policy()).triage;
  return { status: afterwards(earlier, { openedAt, quietMinutes }), incident: holder };
}

/** With how far it reaches; an incident about settings that are bad must open without them. */
async function assessed(incident: Incident, { settings, log }: Needs): Promise<Incident> {
  try {
    const { impact } = await settings.policy();
    return { ...incident, assessment: assessIncident(incident, impact) };
  } catch (error) {
    log.warn('incident not assessed', { incident: incident.id, error: String(error) });
    return incident;
  }
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
