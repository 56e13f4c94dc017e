import type { OrchestrationContext } from 'durable-functions';
import { readPlant, rollBackPlant as contract, startRestore } from '../../shared/contracts';
import type { Outcome, PlantReading, WriteAnswer } from '../../shared/domain/deployment';
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
import { call, callEach, nowIn, waitUntil } from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';

type Ask = ReturnType<typeof contract.input.parse>;

/** Restores the deployments of one endpoint, as fast as its share of the write limit allows. */
export function* rollBackPlant(context: OrchestrationContext): Step<Outcome[]> {
  const ask = contract.input.parse(context.df.getInput());
  let progress = startRestoring(ask.targets, {
    limits: ask.limits,
    sharers: ask.sharers,
    position: ask.position,
    now: nowIn(context),
  });
  for (;;) {
    context.df.setCustomStatus(countsOf(progress));
    const due = nextMoment(progress, nowIn(context));
    if (due === undefined) {
      return outcomesOf(progress);
    }
    yield* waitUntil(context, due);
    progress = yield* write(context, ask, progress);
    progress = yield* read(context, ask, progress);
    progress = unlessTimeIsUp(progress, nowIn(context));
  }
}

function* write(context: OrchestrationContext, { cause }: Ask, progress: Progress): Step<Progress> {
  const targets = writesDue(progress, nowIn(context));
  const asks = targets.map((target) => ({ cause, target }));
  let answers: WriteAnswer[];
  try {
    answers = yield* callEach(context, startRestore, asks);
  } catch (error) {
    // One that throws takes the answers of the others with it: the next look at each will tell.
    answers = targets.map(() => unavailable(error));
  }
  return afterWrites(progress, { targets, answers }, nowIn(context));
}

function* read(context: OrchestrationContext, { plant }: Ask, progress: Progress): Step<Progress> {
  const operations = readingDue(progress, nowIn(context));
  if (operations === undefined) {
    return progress;
  }
  let reading: PlantReading;
  try {
    reading = yield* call(context, readPlant, { plant, operations });
  } catch (error) {
    reading = unavailable(error);
  }
  return afterReading(progress, reading, nowIn(context));
}

/** The other circuits and plants must not suffer: what is thrown is one more answer we did not get. */
function unavailable(error: unknown): { status: 'unavailable'; reason: string } {
  return { status: 'unavailable', reason: error instanceof Error ? error.message : String(error) };
}
