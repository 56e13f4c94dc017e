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
import type { Folded } from '../../shared/domain/alert/foldReceipts';
import type { Decision } from '../../shared/domain/decision';
import { rollbackInstance } from '../../shared/domain/incident';
import { plusSeconds } from '../../shared/domain/time';
import { endingsOf, incidentFor } from '../../shared/domain/triage';
import { call, nowIn, runChild, waitUntil } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Judged = ReturnType<typeof contract.output.parse>;

/** Judges all alerts of a window as one, and rolls back what they and the evidence blame. */
export function* triage(context: OrchestrationContext): Step<Judged> {
  const { window, closesAt } = contract.input.parse(context.df.getInput());
  yield* waitUntil(context, closesAt);

  const alerts = yield* call(context, gatherAlerts, { window });
  const decision = yield* judge(context, alerts);
  if (decision.action === 'ignore') {
    const { reason } = decision;
    const ignored = alerts.standing.map(
      (receipt) => ({ receipt, ending: 'suppressed', reason }) as const,
    );
    yield* call(context, settleReceipts, { endings: [...alerts.settled, ...ignored] });
    return { decision };
  }

  const incident = incidentFor(decision, { alerts, now: nowIn(context), window });
  const opening = yield* call(context, openIncident, incident);
  const endings = endingsOf(alerts.standing, { decision, incident, opening });
  yield* call(context, settleReceipts, { endings: [...alerts.settled, ...endings] });
  if (opening.status !== 'opened') {
    return { decision, incident: opening.incident };
  }
  if (decision.action === 'rollBackEnvironment') {
    yield* runChild(context, rollBackFleet, { id: rollbackInstance(incident.id), input: incident });
  }
  return { decision, incident: incident.id };
}

/** Asks again while the evidence is unknown, before it bothers a person. */
function* judge(context: OrchestrationContext, alerts: Folded): Step<Decision> {
  const { triage: patience } = yield* call(context, readPolicy, null);
  for (let attempt = 1; ; attempt += 1) {
    const decision = yield* call(context, judgeAlerts, { alerts, now: nowIn(context) });
    const isUnknown = decision.action === 'escalate' && decision.evidence === 'unknown';
    if (!isUnknown || attempt >= patience.confirmAttempts) {
      return decision;
    }
    yield* waitUntil(context, plusSeconds(nowIn(context), patience.confirmEverySeconds));
  }
}
