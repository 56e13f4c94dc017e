import type { OrchestrationContext } from 'durable-functions';
import {
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
  if (decision.action === 'ignore') {
    const { reason } = decision;
    yield* call(context, settleReceipts, { window, fate: { ending: 'suppressed', reason } });
    return { decision };
  }

  const found = { alerts, now: nowIn(context), window };
  const { incident, opening } = yield* open(context, decision, found);
  yield* call(context, settleReceipts, { window, fate: fateOf(incident, opening) });
  if (opening.status !== 'opened') {
    return { decision, incident: opening.incident };
  }
  if (incident.status === 'rollingBack') {
    yield* runChild(context, rollBackFleet, { id: rollbackInstance(incident.id), input: incident });
  }
  return { decision, incident: incident.id };
}

type Found = { alerts: Folded; now: Instant; window: Instant };

/** Opens the incident of a decision; of one that had its rollback already, an incident for a person. */
function* open(
  context: OrchestrationContext,
  decision: Grave,
  found: Found,
): Step<{ incident: Incident; opening: Opening }> {
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
