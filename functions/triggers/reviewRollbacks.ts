import { proposeForward } from '../../shared/domain/forward/proposeForward';
import type { Incident } from '../../shared/domain/incident';
import { minusMinutes } from '../../shared/domain/time';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'incidents' | 'settings' | 'telemetry' | 'now' | 'log'>;

/** For so long after it ended, a rollback is held against what was before it. */
const reviewedMinutes = 240;

/**
 * Timer: looks whether circuits do worse since a rollback than before it. If so, the report of the
 * rollback comes to propose going forward again, once, with the numbers; nothing is done by itself.
 */
export async function reviewRollbacks(services: Needs): Promise<void> {
  const { incidents, settings, telemetry, now, log } = services;
  const at = now();
  const recent = (await incidents.list()).filter((incident) => isReviewed(incident, at));
  if (recent.length === 0) {
    return;
  }
  const [fleet, policy] = await Promise.all([settings.fleet(), settings.policy()]);
  const evidence = await telemetry.evidence({ fleet, policy, now: at });
  for (const incident of recent) {
    const proposal = proposeForward(incident, { evidence, policy, now: at });
    if (proposal.answer === 'propose') {
      // oxlint-disable-next-line no-await-in-loop -- they are few
      const isNew = await propose(incident, proposal.sentence, services);
      log.warn('roll forward proposed', { incident: incident.id, isNew, ...proposal });
    }
  }
}

function isReviewed({ status, terms, endedAt, outcomes }: Incident, at: Instant): boolean {
  return (
    status !== 'rollingBack' &&
    terms?.forward === undefined &&
    endedAt !== undefined &&
    endedAt > minusMinutes(at, reviewedMinutes) &&
    outcomes.some((outcome) => outcome.status === 'restored')
  );
}

const mark = 'does worse than before';

async function propose({ id }: Incident, sentence: string, { incidents }: Needs): Promise<boolean> {
  const { report } = (await incidents.report(id)) ?? {};
  if (!report || report.notes?.some((note) => note.startsWith(mark))) {
    return false;
  }
  const notes = [...(report.notes ?? []), `${mark}: ${sentence}`];
  // Closed or not, a person has to look now.
  await incidents.saveReport({
    ...report,
    incident: { ...report.incident, status: 'open', trouble: sentence },
    notes,
  });
  return true;
}
