import type { OrchestrationContext } from 'durable-functions';
import {
  followAlerts,
  gatherAlerts,
  judgeAlerts,
  openIncident,
  readPolicy,
  rollBackFleet,
  settleReceipts,
  triage as contract,
} from '../../shared/contracts';
import { nothingGathered } from '../../shared/domain/alert/folded';
import type { Folded } from '../../shared/domain/alert/folded';
import type { Decision } from '../../shared/domain/decide/decision';
import { rollbackInstance } from '../../shared/domain/incident';
import type { Incident } from '../../shared/domain/incident';
import { afterLooks, lookOf, looksAfter } from '../../shared/domain/lookAgain';
import type { Instant } from '../../shared/domain/time';
import {
  askAgainAt,
  escalateFault,
  escalateRelapse,
  fateOf,
  incidentFor,
} from '../../shared/domain/triage';
import type { Grave, Opening } from '../../shared/domain/triage';
import { call, nowIn, runChild, waitUntil } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Judged = ReturnType<typeof contract.output.parse>;

/** Judges all alerts of a window as one, and rolls back what they and the evidence blame. */
export function* triage(context: OrchestrationContext): Step<Judged> {
  const { window, closesAt } = contract.input.parse(context.df.getInput());
  yield* waitUntil(context, closesAt);

  const { alerts, decision } = yield* gatherAndJudge(context, window);
  const judged = yield* settle(context, decision, { alerts, now: nowIn(context), window });
  if (decision.action === 'rollBack' || decision.undecided === undefined) {
    return judged;
  }
  try {
    return yield* lookAgain(context, { alerts, window }, judged);
  } catch {
    // Every alert has its ending, and what was wrong a person knows of: a fault here loses neither.
    return judged;
  }
}

/** Files what becomes of the alerts of a window, and does what was decided about them. */
function* settle(context: OrchestrationContext, decision: Decision, found: Found): Step<Judged> {
  const { window } = found;
  if (decision.action === 'ignore') {
    const { undecided } = decision;
    const reason = undecided ? `${decision.reason}; ${undecided}` : decision.reason;
    yield* call(context, settleReceipts, { window, fate: { ending: 'suppressed', reason } });
    return { decision };
  }

  const opened = yield* open(context, decision, found);
  const { incident, opening } = opened;
  yield* call(context, settleReceipts, { window, fate: fateOf(incident, opening) });
  return yield* carryOut(context, decision, opened);
}

/** Does what an incident was opened for, unless another one does so already. */
function* carryOut(
  context: OrchestrationContext,
  decision: Grave,
  { incident, opening }: Opened,
): Step<Judged> {
  if (opening.status !== 'opened') {
    return { decision, incident: opening.incident };
  }
  if (incident.status === 'rollingBack') {
    yield* runChild(context, rollBackFleet, { id: rollbackInstance(incident.id), input: incident });
  }
  return { decision, incident: incident.id };
}

/**
 * Looks again at alerts that stand while a young release may yet turn out to be their cause. Their
 * endings are filed by then; what a later look comes to is an incident of its own.
 */
function* lookAgain(
  context: OrchestrationContext,
  { alerts, window }: { alerts: Folded; window: Instant },
  judged: Judged,
): Step<Judged> {
  const judgedAt = nowIn(context);
  const looks = [lookOf(judgedAt, judged.decision)];
  let last = judged;
  for (const at of looksAfter(judgedAt, yield* call(context, readPolicy, null))) {
    yield* waitUntil(context, at);
    const now = nowIn(context);
    if ((yield* call(context, followAlerts, { window, now })) !== 'standing') {
      return last;
    }
    const found = yield* call(context, judgeAlerts, { alerts, now });
    const decision = afterLooks(found, looks);
    looks.push(lookOf(now, found));
    if (decision.action !== 'ignore') {
      const opened = yield* open(context, decision, { alerts, now, window });
      last = yield* carryOut(context, decision, opened);
    }
    if (decision.action === 'rollBack' || decision.undecided === undefined) {
      return last;
    }
  }
  return last;
}

type Opened = { incident: Incident; opening: Opening };

type Found = { alerts: Folded; now: Instant; window: Instant };

/** Opens the incident of a decision; of one that had its rollback already, an incident for a person. */
function* open(context: OrchestrationContext, decision: Grave, found: Found): Step<Opened> {
  const incident = incidentFor(decision, found);
  const opening = yield* call(context, openIncident, incident);
  if (opening.status !== 'relapsed') {
    return { incident, opening };
  }
  const relapse = incidentFor(escalateRelapse(decision, opening.incident), found);
  return { incident: relapse, opening: yield* call(context, openIncident, relapse) };
}

/** An alert that cannot be judged is a person's to judge: it must not end with a fault of ours. */
function* gatherAndJudge(
  context: OrchestrationContext,
  window: Instant,
): Step<{ alerts: Folded; decision: Decision }> {
  let alerts = nothingGathered;
  try {
    alerts = yield* call(context, gatherAlerts, { window });
    return { alerts, decision: yield* judge(context, alerts) };
  } catch (error) {
    return { alerts, decision: escalateFault(error, nowIn(context)) };
  }
}

/** Asks again while the evidence is unknown, before it bothers a person. */
function* judge(context: OrchestrationContext, alerts: Folded): Step<Decision> {
  const policy = yield* call(context, readPolicy, null);
  const asked: [Instant, ...Instant[]] = [nowIn(context)];
  for (;;) {
    const decision = yield* call(context, judgeAlerts, { alerts, now: nowIn(context) });
    const isUnknown = decision.action === 'escalate' && decision.evidence === 'unknown';
    const again = isUnknown ? askAgainAt(alerts, asked, policy) : undefined;
    if (again === undefined) {
      return decision;
    }
    yield* waitUntil(context, again);
    asked.push(nowIn(context));
  }
}
