import type { Folded } from '../../shared/domain/alert/folded';
import { decide, jobFailureLimits } from '../../shared/domain/decision';
import type { Decision } from '../../shared/domain/decision';
import type { JobFailures } from '../../shared/domain/evidence';
import { circuitAt } from '../../shared/domain/fleet';
import type { Fleet } from '../../shared/domain/fleet';
import type { Instant } from '../../shared/domain/time';
import type { Services } from '../../shared/ports';

type Needs = Pick<Services, 'jobs' | 'releases' | 'settings' | 'log'>;

/** Confirms by query what the alerts hint at, and decides. */
export async function judgeAlerts(
  { alerts, now }: { alerts: Folded; now: Instant },
  { jobs, releases, settings, log }: Needs,
): Promise<Decision> {
  const [fleet, policy] = await Promise.all([settings.fleet(), settings.policy()]);
  const isWorthAsking = alerts.standing > 0;
  const [answer, { read, unreadable }] = await Promise.all([
    isWorthAsking
      ? jobs.endedWithin(jobFailureLimits(policy).withinMinutes)
      : { answer: 'unknown' as const, reason: 'not asked' },
    releases.all(),
  ]);
  if (unreadable.length > 0) {
    log.warn('release metadata cannot be read', { unreadable });
  }
  const decision = decide({
    alerts,
    jobs: ofFleet(answer, fleet),
    releases: read,
    policy,
    now,
  });
  log.info('alerts judged', { action: decision.action, reason: decision.reason });
  return decision;
}

type Answer = Awaited<ReturnType<Services['jobs']['endedWithin']>>;

/** Other endpoints may live in the same workspace: they are none of our business. */
function ofFleet(answer: Answer, fleet: Fleet): JobFailures {
  if (answer.answer === 'unknown') {
    return answer;
  }
  const circuits = answer.deployments.flatMap(({ endpoint, deployment, failed, finished }) => {
    const circuit = circuitAt(fleet, endpoint, deployment);
    return circuit ? [{ ...circuit, failed, finished }] : [];
  });
  return { answer: 'measured', circuits };
}
