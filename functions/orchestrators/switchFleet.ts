import type { OrchestrationContext } from 'durable-functions';
import {
  closeSwitch,
  openIncident,
  planSwitches,
  readPolicy,
  switchEndpoint,
  switchFleet as contract,
} from '../../shared/contracts';
import type { Outcome } from '../../shared/domain/deployment';
import type { Cause } from '../../shared/domain/incident';
import type { Phase } from '../../shared/domain/report';
import type { SwitchPlan } from '../../shared/domain/switch/switch';
import { call, fanOut, nowIn } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Ended = ReturnType<typeof contract.output.parse>;
type Story = {
  cause: Cause;
  plans: SwitchPlan[];
  outcomes: Outcome[];
  phases: Phase[];
  notes: string[];
  troubles: string[];
};

/** Sends what comes in at endpoints to their warm siblings, side by side, and reports. */
export function* switchFleet(context: OrchestrationContext): Step<Ended> {
  const incident = contract.input.parse(context.df.getInput());
  const opening = yield* call(context, openIncident, incident);
  if (opening.status !== 'opened') {
    return { status: 'merged', into: opening.incident };
  }
  const cause = { incident: incident.id };
  const story: Story = { cause, plans: [], outcomes: [], phases: [], notes: [], troubles: [] };
  try {
    yield* carryOut(context, story);
  } catch (error) {
    // Whatever happens, the incident ends with a report, and a person hears of it.
    story.troubles.push(
      `the switch failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const { troubles, ...told } = story;
  const trouble = troubles.length === 0 ? {} : { trouble: troubles.join('; ') };
  const ending = { ...told, ...trouble, endedAt: nowIn(context) };
  const { status } = yield* call(context, closeSwitch, ending);
  return { status: 'ended', incident: status };
}

function* carryOut(context: OrchestrationContext, story: Story): Step<void> {
  const { cause } = story;
  const planningAt = nowIn(context);
  context.df.setCustomStatus({ phase: 'plan' });
  const planned = yield* call(context, planSwitches, { cause });
  const startedAt = nowIn(context);
  story.phases.push({ name: 'plan', startedAt: planningAt, endedAt: startedAt });
  if (planned.status === 'refused') {
    story.troubles.push(planned.reason);
    return;
  }
  story.plans.push(...planned.plans);
  story.troubles.push(...planned.refusals);

  const { restore: limits } = yield* call(context, readPolicy, null);
  context.df.setCustomStatus({ phase: 'execute' });
  const ended = yield* fanOut(
    context,
    switchEndpoint,
    planned.plans.map((plan) => ({
      id: `${plan.kind}.${plan.plant}`,
      input: { cause, plan, limits },
    })),
  );
  story.outcomes.push(...ended.map(({ outcome }) => outcome));
  story.notes.push(...ended.flatMap(({ notes }) => notes));
  story.phases.push({ name: 'execute', startedAt, endedAt: nowIn(context) });
}
