import { tally } from '../../shared/domain/report';
import type { Report } from '../../shared/domain/report';
import type { Services } from '../../shared/ports';

/** Writes the report and lets go of the release, in this order: a crash leaves it held, not lost. */
export async function closeIncident(
  report: Report,
  { incidents, log }: Pick<Services, 'incidents' | 'log'>,
): Promise<null> {
  const { id, release, status, outcomes } = report.incident;
  await incidents.saveReport(report);
  if (release !== undefined) {
    await incidents.endClaim(release, id);
  }
  log.info('incident reported', { incident: id, status, ...tally(outcomes) });
  return null;
}
