import { createHash } from 'node:crypto';
import { driftIncident, driftLines } from '../../shared/domain/drift';
import type { Drift } from '../../shared/domain/drift';
import { reportOf } from '../../shared/domain/report';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

/** Opens an incident for a person to look at; the same drift found again is the same incident. */
export async function reportDrift(
  { at, drift }: { at: Instant; drift: Drift[] },
  { incidents, log }: Pick<Services, 'incidents' | 'log'>,
): Promise<{ incident: string }> {
  // The id follows from what was found, so that finding it again opens no second incident.
  const found = createHash('sha256').update(driftLines(drift).join('\n')).digest('hex');
  const incident = driftIncident(drift, { id: `drift-${found.slice(0, 16)}`, at });
  if (!(await incidents.read(incident.id))) {
    const story = { phases: [], outcomes: [], checks: [], trouble: incident.reason };
    await incidents.saveReport(reportOf(incident, story, at));
    log.warn('drift found', { incident: incident.id, circuits: drift.length });
  }
  return { incident: incident.id };
}
