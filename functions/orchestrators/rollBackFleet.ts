import type { OrchestrationContext } from 'durable-functions';
import {
  closeIncident,
  openIncident,
  planFleet,
  readPlant,
  readPolicy,
  rollBackFleet as contract,
  rollBackPlant,
} from '../../shared/contracts';
import type { Outcome, PlantReading } from '../../shared/domain/deployment';
import { blamedIn } from '../../shared/domain/incident';
import type { Cause, Incident } from '../../shared/domain/incident';
import { plantsOf, settledBy, targetsOf } from '../../shared/domain/plan/plan';
import type { Plan } from '../../shared/domain/plan/plan';
import type { Policy } from '../../shared/domain/policy';
import { reportOf } from '../../shared/domain/report';
import type { Phase, Story } from '../../shared/domain/report';
import { verify } from '../../shared/domain/verification';
import { plusSeconds } from '../../shared/domain/time';
import { call, callEach, fanOut, nowIn, waitUntil } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Ended = ReturnType<typeof contract.output.parse>;
type Limits = Policy['restore'];

/** Rolls a release back on every plant it changed, reads all of it back, and reports. */
export function* rollBackFleet(context: OrchestrationContext): Step<Ended> {
  const incident = contract.input.parse(context.df.getInput());
  const opening = yield* call(context, openIncident, incident);
  if (opening.status !== 'opened') {
    return { status: 'merged', into: opening.incident };
  }

  const story: Story = { phases: [], outcomes: [], checks: [] };
  try {
    yield* carryOut(context, incident, story);
  } catch (error) {
    // Whatever happens, the incident ends with a report, and a person hears of it.
    story.trouble = `the rollback failed: ${error instanceof Error ? error.message : String(error)}`;
  }

  const report = reportOf(incident, story, nowIn(context));
  yield* call(context, closeIncident, report);
  return { status: 'ended', incident: report.incident.status };
}

function* carryOut(context: OrchestrationContext, incident: Incident, story: Story): Step<void> {
  const { id, terms } = incident;
  const blamed = blamedIn(incident);
  if (blamed.length === 0) {
    story.trouble = 'no release is blamed, so there is nothing to roll back';
    return;
  }
  const cause = { incident: id };
  const planning = call(context, planFleet, { cause, blamed, terms });
  const answer = yield* phase(context, story, { name: 'plan', work: planning });
  if (answer.status === 'refused') {
    story.trouble = answer.reason;
    return;
  }

  const { plan } = answer;
  // What follows may fail, and the report must name every circuit and claim nothing that nobody saw.
  const settled = settledBy(plan);
  story.outcomes = [...settled, ...notSeen(plan)];
  const { restore: limits } = yield* call(context, readPolicy, null);
  const restoring = restoreAll(context, plan, { cause, limits });
  const ended = yield* phase(context, story, { name: 'execute', plan, work: restoring });
  const claimed = [...settled, ...ended];
  story.outcomes = verify(claimed, new Map()).outcomes;

  const readings = yield* phase(context, story, {
    name: 'verify',
    plan,
    work: readBack(context, plan, limits),
  });
  const { outcomes, checks } = verify(claimed, readings);
  story.outcomes = outcomes;
  story.checks = checks;
}

function notSeen(plan: Plan): Outcome[] {
  const reason = 'the rollback broke off: whether it was written is not known';
  return targetsOf(plan).map((target) => ({ status: 'unverified', target, reason }));
}

function* restoreAll(
  context: OrchestrationContext,
  { waves }: Plan,
  { cause, limits }: { cause: Cause; limits: Limits },
): Step<Outcome[]> {
  const ended: Outcome[] = [];
  for (const [wave, { plants }] of waves.entries()) {
    const asks = plants.map(({ plant, targets }, position) => ({
      id: wave === 0 ? plant : `${plant}:${wave + 1}`,
      input: { cause, plant, targets, limits, sharers: plants.length, position },
    }));
    ended.push(...(yield* fanOut(context, rollBackPlant, asks)).flat());
  }
  return ended;
}

/** How often a plant that cannot be read is asked again before its circuits count as unverified. */
const looks = 3;

function* readBack(
  context: OrchestrationContext,
  plan: Plan,
  { pollSeconds }: Limits,
): Step<ReadonlyMap<string, PlantReading>> {
  const readings = new Map<string, PlantReading>();
  let unread = plantsOf(plan);
  for (let look = 1; look <= looks && unread.length > 0; look += 1) {
    if (look > 1) {
      yield* waitUntil(context, plusSeconds(nowIn(context), pollSeconds));
    }
    const asks = unread.map((plant) => ({ plant, operations: {} }));
    const answers = yield* callEach(context, readPlant, asks);
    answers.forEach((answer, index) => readings.set(asks[index]?.plant ?? '', answer));
    unread = unread.filter((plant) => readings.get(plant)?.status === 'unavailable');
  }
  return readings;
}

/** Does one phase, says so to those who watch, and clocks it for the report. */
function* phase<T>(
  context: OrchestrationContext,
  story: Story,
  { name, plan, work }: { name: Phase['name']; plan?: Plan; work: Step<T> },
): Step<T> {
  const startedAt = nowIn(context);
  context.df.setCustomStatus({ phase: name, plants: plan ? plantsOf(plan) : [] });
  const result = yield* work;
  story.phases.push({ name, startedAt, endedAt: nowIn(context) });
  return result;
}
