import type { OrchestrationContext } from 'durable-functions';
import {
  closeIncident,
  consultGuards,
  nextWave,
  openIncident,
  planFleet,
  readPolicy,
  restorePlants,
  rollBackFleet as contract,
  verifyPlants,
} from '../../shared/contracts';
import type { Blamed } from '../../shared/domain/decide/blamed';
import { blamedIn } from '../../shared/domain/incident';
import type { Cause, Incident } from '../../shared/domain/incident';
import type { Policy } from '../../shared/domain/policy';
import type { Phase } from '../../shared/domain/report';
import { chunksOf, sharesOf } from '../../shared/domain/restore/shares';
import { plusSeconds } from '../../shared/domain/time';
import type { Instant } from '../../shared/domain/time';
import { call, fanOut, insist, insistEach, nowIn, waitUntil } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Ended = ReturnType<typeof contract.output.parse>;
type Due = Exclude<ReturnType<typeof nextWave.output.parse>, { next: 'wait' }>;
type Limits = Policy['restore'];

/** What the fleet's history tells when it ends; what became of the circuits lies in storage. */
type Story = { cause: Cause; phases: Phase[]; troubles: string[]; rest?: string };

/** Rolls releases back on every plant they changed, reads all of it back, and reports. */
export function* rollBackFleet(context: OrchestrationContext): Step<Ended> {
  const incident = contract.input.parse(context.df.getInput());
  const opening = yield* insist(context, openIncident, incident);
  if (opening.status !== 'opened') {
    return { status: 'merged', into: opening.incident };
  }

  const story: Story = { cause: { incident: incident.id }, phases: [], troubles: [] };
  try {
    yield* carryOut(context, incident, story);
  } catch (error) {
    // Whatever happens, the incident ends with a report, and a person hears of it.
    story.troubles.push(
      `the rollback failed: ${error instanceof Error ? error.message : String(error)}`,
    );
  }

  const { troubles, ...told } = story;
  const trouble = troubles.length === 0 ? {} : { trouble: troubles.join('; ') };
  const ending = { ...told, ...trouble, endedAt: nowIn(context) };
  const { status } = yield* insist(context, closeIncident, ending);
  return { status: 'ended', incident: status };
}

function* carryOut(context: OrchestrationContext, incident: Incident, story: Story): Step<void> {
  const { cause } = story;
  const blamed = blamedIn(incident);
  if (blamed.length === 0) {
    story.troubles.push('no release is blamed, so there is nothing to roll back');
    return;
  }
  const planning = plan(context, { cause, blamed, terms: incident.terms });
  const answer = yield* phase(context, story, { name: 'plan', work: planning });
  if (answer.status === 'refused') {
    story.troubles.push(answer.reason);
    story.rest = 'nothing was written: the rollback was refused';
    return;
  }
  if (answer.status === 'narrowed') {
    story.troubles.push(answer.reason);
  }

  const { restore: limits } = yield* insist(context, readPolicy, null);
  for (let wave = 0; ; wave += 1) {
    const next = yield* awaitWave(context, { cause, wave, since: nowIn(context) });
    if (next.next !== 'wave') {
      story.rest = next.reason;
      if (next.next === 'held') {
        story.troubles.push(next.reason);
      }
      return;
    }
    const groups = chunksOf(sharesOf(next.plants), plantsPerGroup);
    yield* carryOutWave(context, story, { cause, wave, limits, groups });
  }
}

type Ask = { cause: Cause; blamed: Blamed[]; terms: Incident['terms'] };
type Leave = ReturnType<typeof consultGuards.output.parse>;

/** Makes the plan, and asks the guards about it: nothing is written without their leave. */
function* plan(context: OrchestrationContext, ask: Ask): Step<Leave> {
  const planned = yield* call(context, planFleet, ask);
  return planned.status === 'refused'
    ? planned
    : yield* call(context, consultGuards, { cause: ask.cause, now: nowIn(context) });
}

type Turn = { cause: Cause; wave: number; since: Instant };

/** What is to be written next, once the wave before has had its time to prove well. */
function* awaitWave(context: OrchestrationContext, turn: Turn): Step<Due> {
  for (;;) {
    const next = yield* insist(context, nextWave, { ...turn, now: nowIn(context) });
    if (next.next !== 'wait') {
      return next;
    }
    context.df.setCustomStatus({ phase: 'settle', wave: turn.wave });
    yield* waitUntil(context, next.until);
  }
}

function* carryOutWave(context: OrchestrationContext, story: Story, wave: Wave): Step<void> {
  const restoring = restore(context, wave);
  const troubles = yield* phase(context, story, { name: 'execute', wave, work: restoring });
  story.troubles.push(...troubles);
  yield* phase(context, story, { name: 'verify', wave, work: readBack(context, wave) });
}

type Wave = {
  cause: Cause;
  wave: number;
  limits: Limits;
  groups: ReturnType<typeof sharesOf>[];
};

/** A fleet's history grows with its groups of plants, not with its circuits. */
const plantsPerGroup = 25;

function* restore(
  context: OrchestrationContext,
  { cause, wave, limits, groups }: Wave,
): Step<string[]> {
  const ended = yield* fanOut(
    context,
    restorePlants,
    groups.map((group, index) => ({
      id: `${wave}.${index}`,
      input: { cause, wave, limits, plants: group },
    })),
  );
  return ended.flatMap(({ troubles }) => troubles);
}

/** How often a plant that cannot be read is asked again before its circuits count as unverified. */
const looks = 3;

function* readBack(
  context: OrchestrationContext,
  { cause, wave, limits, groups }: Wave,
): Step<void> {
  let unread = groups.flat().map(({ plant }) => plant);
  for (let look = 1; look <= looks && unread.length > 0; look += 1) {
    if (look > 1) {
      yield* waitUntil(context, plusSeconds(nowIn(context), limits.pollSeconds));
    }
    const asks = chunksOf(unread, plantsPerGroup).map((plants) => ({ cause, wave, plants }));
    const answers = yield* insistEach(context, verifyPlants, asks);
    unread = answers.flatMap((answer) => answer.unread);
  }
}

type Doing<T> = { name: Phase['name']; wave?: Wave; work: Step<T> };

/** Does one phase, says so to those who watch, and clocks it for the report. */
function* phase<T>(
  context: OrchestrationContext,
  story: Story,
  { name, wave, work }: Doing<T>,
): Step<T> {
  const startedAt = nowIn(context);
  const where = wave && { wave: wave.wave, groups: wave.groups.length };
  context.df.setCustomStatus({ phase: name, ...where });
  const result = yield* work;
  story.phases.push({ name, startedAt, endedAt: nowIn(context) });
  return result;
}
