import type { Folded } from '../../shared/domain/alert/folded';
import { confirmationsOf } from '../../shared/domain/decide/confirmation';
import { decide } from '../../shared/domain/decide/decide';
import type { Decision } from '../../shared/domain/decide/decision';
import { kindOf } from '../../shared/domain/decide/scope';
import type { Evidence } from '../../shared/domain/evidence/samples';
import { inBatches } from '../../shared/domain/inBatches';
import type { Policy } from '../../shared/domain/policy';
import type { Release } from '../../shared/domain/release';
import { minusMinutes } from '../../shared/domain/time';
import type { Instant } from '../../shared/domain/time';
import { afterwards } from '../../shared/domain/triage';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'telemetry' | 'releases' | 'incidents' | 'settings' | 'log'>;

/** Confirms by query what the alerts hint at, and decides. */
export async function judgeAlerts(
  { alerts, now }: { alerts: Folded; now: Instant },
  { telemetry, releases, incidents, settings, log }: Needs,
): Promise<Decision> {
  const [fleet, policy] = await Promise.all([settings.fleet(), settings.policy()]);
  const [evidence, { read, unreadable }] = await Promise.all([
    alerts.standing > 0 ? telemetry.evidence({ fleet, policy, now }) : notAsked(now),
    releases.all(),
  ]);
  if (unreadable.length > 0) {
    log.warn('release metadata cannot be read', { unreadable });
  }
  const taken = await takenBack(read, { incidents, policy, now });
  const question = { alerts, evidence, releases: read, fleet, policy, now, spent: taken.before };
  const decision = confirmed(withoutTaken(decide(question), taken.justNow), evidence);
  const { action, reason } = decision;
  log.info('alerts judged', { action, reason });
  return decision;
}

/** Keeps with the decision what was measured of the circuits it is about. */
function confirmed(decision: Decision, evidence: Evidence): Decision {
  if (decision.action === 'ignore') {
    return decision;
  }
  const confirmations = confirmationsOf(evidence, decision.failing);
  return { ...decision, explanation: { ...decision.explanation, confirmations } };
}

function notAsked(now: Instant): Evidence {
  const answer = { answer: 'unknown', reason: 'no alert stands, so nothing was asked' } as const;
  return { asOf: now, since: now, jobs: answer, metrics: answer };
}

/** Releases that were taken back, or are being: `justNow` by whom, `before` as a reason not to blame them again. */
type Taken = { justNow: ReadonlyMap<string, string>; before: ReadonlyMap<string, string> };

/**
 * What became of the releases that may be blamed. What was taken back just now still explains what
 * fails, for alarms do not fall silent at once; later on it does not.
 */
async function takenBack(
  releases: readonly Release[],
  { incidents, policy, now }: { incidents: Services['incidents']; policy: Policy; now: Instant },
): Promise<Taken> {
  const { blame, triage } = policy;
  const oldest = minusMinutes(now, blame.releaseWithinMinutes);
  const justNow = new Map<string, string>();
  const before = new Map<string, string>();
  const young = releases.filter(({ at }) => at >= oldest);
  await inBatches(young, async ({ id }) => {
    const claim = await incidents.claimOf(id);
    if (claim === undefined || claim.status === 'free') {
      return;
    }
    const earlier = claim.status === 'ended' ? await incidents.read(claim.incident) : undefined;
    const { quietMinutes } = triage;
    const state =
      claim.status === 'held' ? 'running' : afterwards(earlier, { openedAt: now, quietMinutes });
    if (state === 'relapsed') {
      before.set(id, `rolled back already by ${claim.incident}`);
    } else {
      justNow.set(id, claim.incident);
    }
  });
  return { justNow, before };
}

/** What is being taken back already is left out, unless it is all: then the alerts are merged into that. */
function withoutTaken(decision: Decision, taken: Taken['justNow']): Decision {
  if (decision.action !== 'rollBack') {
    return decision;
  }
  const fresh = decision.blamed.filter(({ release }) => !taken.has(release));
  return fresh.length === 0 ? decision : { ...decision, blamed: fresh, kind: kindOf(fresh) };
}
