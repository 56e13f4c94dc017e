import type { OrchestrationContext } from 'durable-functions';
import {
  readWork,
  recordOutcomes,
  rollBackPlant as contract,
  startRestore,
  watchPlant,
} from '../../shared/contracts';
import type { PlantReading, WriteAnswer } from '../../shared/domain/deployment';
import {
  afterReading,
  afterWrites,
  countsOf,
  nextMoment,
  outcomesOf,
  readingDue,
  startRestoring,
  unlessTimeIsUp,
  writesDue,
} from '../../shared/domain/restore/progress';
import type { Progress } from '../../shared/domain/restore/progress';
import { call, callEach, insist, nowIn, waitUntil } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Ask = ReturnType<typeof contract.input.parse>;
type Ended = ReturnType<typeof contract.output.parse>;

/** After so many rounds the history is begun anew: every replay reads all of it. */
const roundsPerHistory = 50;

/** Restores the deployments of one endpoint, as fast as its share of the write limit allows. */
export function* rollBackPlant(context: OrchestrationContext): Step<Ended> {
  const ask = contract.input.parse(context.df.getInput());
  try {
    yield* restoreAll(context, ask);
    return { troubles: [] };
  } catch (error) {
    return { troubles: [`plant ${ask.part.plant}: ${messageOf(error)}`] };
  }
}

function* restoreAll(context: OrchestrationContext, ask: Ask): Step<void> {
  let progress = ask.progress ?? (yield* begin(context, ask));
  for (let round = 0; round < roundsPerHistory; round += 1) {
    context.df.setCustomStatus(countsOf(progress));
    const due = nextMoment(progress, nowIn(context));
    if (due === undefined) {
      const outcomes = outcomesOf(progress);
      yield* insist(context, recordOutcomes, { part: ask.part, outcomes });
      return;
    }
    yield* waitUntil(context, due);
    progress = yield* write(context, ask, progress);
    progress = yield* read(context, ask, progress);
    progress = unlessTimeIsUp(progress, nowIn(context));
  }
  context.df.continueAsNew({ ...ask, progress });
}

function* begin(context: OrchestrationContext, { part, share, limits }: Ask): Step<Progress> {
  const targets = yield* insist(context, readWork, part);
  return startRestoring(targets, { limits, share, now: nowIn(context) });
}

function* write(context: OrchestrationContext, { part }: Ask, progress: Progress): Step<Progress> {
  const sentAt = nowIn(context);
  const targets = writesDue(progress, sentAt);
  const asks = targets.map((target) => ({ cause: part.cause, target }));
  let answers: WriteAnswer[];
  try {
    answers = yield* callEach(context, startRestore, asks);
  } catch (error) {
    // One that throws takes the answers of the others with it: the next look at each will tell.
    answers = targets.map(() => unavailable(error));
  }
  return afterWrites(progress, { targets, answers, sentAt }, nowIn(context));
}

function* read(context: OrchestrationContext, { part }: Ask, progress: Progress): Step<Progress> {
  const writing = readingDue(progress, nowIn(context));
  if (writing === undefined) {
    return progress;
  }
  let reading: PlantReading;
  try {
    reading = yield* call(context, watchPlant, { part, writing });
  } catch (error) {
    reading = unavailable(error);
  }
  return afterReading(progress, reading, nowIn(context));
}

/** The other circuits and plants must not suffer: what is thrown is one more answer we did not get. */
function unavailable(error: unknown): { status: 'unavailable'; reason: string } {
  return { status: 'unavailable', reason: messageOf(error) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
