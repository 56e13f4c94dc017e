import { clockChecks } from '../../shared/domain/clocks';
import { contentHash } from '../../shared/domain/contentHash';
import type { Outcome, Target } from '../../shared/domain/deployment';
import { circuitKey } from '../../shared/domain/fleet';
import { inBatches } from '../../shared/domain/inBatches';
import { blamedIn } from '../../shared/domain/incident';
import type { Cause, Incident } from '../../shared/domain/incident';
import { settledBy, targetsOf } from '../../shared/domain/plan/plan';
import { planHash } from '../../shared/domain/plan/preview';
import { quarantinedBy } from '../../shared/domain/quarantine';
import type { ReceiptContent } from '../../shared/domain/receipt/receipt';
import { receiptOf } from '../../shared/domain/receipt/receiptOf';
import { reportOf, tally } from '../../shared/domain/report';
import type { Phase, Report, Tally } from '../../shared/domain/report';
import type { PartRecord } from '../../shared/domain/restore/part';
import type { Instant } from '../../shared/domain/time';
import { checklist } from '../../shared/domain/verification';
import type { Services } from '../../shared/ports';

type Needs = Pick<
  Services,
  'incidents' | 'ledger' | 'quarantine' | 'rollbacks' | 'settings' | 'signer' | 'log'
>;
type Ask = {
  cause: Cause;
  phases: Phase[];
  trouble?: string | undefined;
  /** Why circuits that no wave came to stay as they are. */
  rest?: string | undefined;
  endedAt: Instant;
};

/**
 * Enters into the ledger what was taken back, writes the report from what is on record, puts into
 * quarantine what was rolled back from, and lets go of the releases, in this order: a crash leaves
 * them held, not lost, and whoever reads of the end finds the circuits free.
 */
export async function closeIncident(
  { cause, phases, trouble, rest, endedAt }: Ask,
  services: Needs,
): Promise<{ status: Incident['status']; tally: Tally }> {
  const { incidents, ledger, quarantine, rollbacks, log } = services;
  const incident = await incidents.read(cause.incident);
  if (!incident) {
    throw new Error(`there is no incident ${cause.incident} to close`);
  }
  const left = rest ?? trouble ?? 'it was not its turn yet';
  const { claimed, outcomes } = await endOf(cause, left, services);
  const checks = outcomes.length === 0 ? [] : checklist(claimed, outcomes);
  const plan = await rollbacks.plan(cause.incident);
  const notes = plan?.notes;
  const story = { phases, outcomes, checks, notes, ...(trouble === undefined ? {} : { trouble }) };
  const report = await clocked(reportOf(incident, story, endedAt), services);
  const moved = takenBack(outcomes);
  await ledger.end({ incident: incident.id, targets: moved, at: endedAt });
  await incidents.saveReport(report);
  await issueReceipt(receiptOf(report, plan ? planHash(plan) : null), services);
  const { id, reason } = incident;
  const { forward } = incident.terms ?? {};
  if (forward === undefined) {
    await quarantine.add(quarantinedBy(outcomes, { since: endedAt, incident: id, reason }));
  } else {
    // What it moved away from is what a rollback went back to: not proven bad by that.
    await rollbacks.settleTurns(forward.incident, { by: id, written: moved });
  }
  for (const release of new Set(blamedIn(incident).map((each) => each.release))) {
    // oxlint-disable-next-line no-await-in-loop -- they are few, and the order is fixed
    await incidents.endClaim(release, incident.id);
  }
  const { status } = report.incident;
  log.info('incident reported', { ...cause, status, ...tally(outcomes) });
  return { status, tally: tally(outcomes) };
}

/** Of a rollback that wrote or left circuits, says as well whether it kept to its time. */
async function clocked(report: Report, { settings }: Needs): Promise<Report> {
  if (report.checks.length === 0) {
    return report;
  }
  const { clocks } = await settings.policy();
  return { ...report, checks: [...report.checks, ...clockChecks(report.phases, clocks)] };
}

async function issueReceipt(
  content: ReceiptContent,
  { incidents, signer }: Pick<Needs, 'incidents' | 'signer'>,
): Promise<void> {
  const hash = contentHash(content);
  await incidents.saveReceipt({ content, hash, signature: await signer.sign(hash) });
}

/** What counts against budgets and cool-downs: all that was written, whether or not it can be read back. */
function takenBack(outcomes: readonly Outcome[]): Target[] {
  return outcomes
    .filter(({ status }) => status === 'restored' || status === 'unverified')
    .map(({ target }) => target);
}

/** Every circuit of the plan is named, whatever became of the plant it belongs to. */
async function endOf(
  cause: Cause,
  left: string,
  { rollbacks }: Pick<Needs, 'rollbacks'>,
): Promise<PartRecord> {
  const plan = await rollbacks.plan(cause.incident);
  if (!plan) {
    return { claimed: [], outcomes: [] };
  }
  const waves = await rollbacks.waves(cause.incident);
  const parts = waves.flatMap((plants, wave) =>
    plants.map(({ plant, targets }) => ({ part: { cause, wave, plant }, targets })),
  );
  const records = await inBatches(parts, async ({ part, targets }): Promise<PartRecord> => {
    const unseen = targets.map((target): Outcome => ({
      status: 'unverified',
      target,
      reason: 'the rollback broke off: whether it was written is not known',
    }));
    return (await rollbacks.outcomes(part)) ?? { claimed: unseen, outcomes: unseen };
  });
  const begun = new Set(parts.flatMap(({ targets }) => targets.map(circuitKey)));
  const settled = [
    ...settledBy(plan),
    ...targetsOf(plan)
      .filter((target) => !begun.has(circuitKey(target)))
      .map((target): Outcome => ({ status: 'untouched', target, reason: left })),
  ];
  return {
    claimed: [...settled, ...records.flatMap((record) => record.claimed)],
    outcomes: [...settled, ...records.flatMap((record) => record.outcomes)],
  };
}
