import { contentHash } from '../../shared/domain/contentHash';
import type { Outcome } from '../../shared/domain/deployment';
import { blamedIn } from '../../shared/domain/incident';
import type { Cause, Incident } from '../../shared/domain/incident';
import { quarantinedBy } from '../../shared/domain/quarantine';
import { receiptOf } from '../../shared/domain/receipt/receiptOf';
import { reportOf, tally } from '../../shared/domain/report';
import type { Phase, Tally } from '../../shared/domain/report';
import type { SwitchPlan } from '../../shared/domain/switch/switch';
import { switchTarget } from '../../shared/domain/switch/switchTarget';
import type { Instant } from '../../shared/domain/time';
import { checklist } from '../../shared/domain/verification';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'incidents' | 'locks' | 'log' | 'quarantine' | 'signer'>;
type Ask = {
  cause: Cause;
  plans: SwitchPlan[];
  outcomes: Outcome[];
  phases: Phase[];
  notes: string[];
  trouble?: string | undefined;
  endedAt: Instant;
};

/** Writes report and receipt, puts what was left into quarantine, and lets go of all it held. */
export async function closeSwitch(
  { cause, plans, outcomes, phases, notes, trouble, endedAt }: Ask,
  { incidents, locks, log, quarantine, signer }: Needs,
): Promise<{ status: Incident['status']; tally: Tally }> {
  const incident = await incidents.read(cause.incident);
  if (!incident) {
    throw new Error(`there is no incident ${cause.incident} to close`);
  }
  const checks = outcomes.length === 0 ? [] : checklist(outcomes, outcomes);
  const story = { phases, outcomes, checks, notes, ...(trouble === undefined ? {} : { trouble }) };
  const report = reportOf(incident, story, endedAt);
  await incidents.saveReport(report);
  const content = receiptOf(report, plans.length === 0 ? null : contentHash(plans));
  const hash = contentHash(content);
  await incidents.saveReceipt({ content, hash, signature: await signer.sign(hash) });
  const { id, reason } = incident;
  await quarantine.add(quarantinedBy(outcomes, { since: endedAt, incident: id, reason }));
  await Promise.all(plans.map(async (plan) => locks.release(switchTarget(plan), id)));
  await Promise.all(blamedIn(incident).map(async ({ release }) => incidents.endClaim(release, id)));
  const { status } = report.incident;
  log.info('switch reported', { ...cause, status, ...tally(outcomes) });
  return { status, tally: tally(outcomes) };
}
