import type { OrchestrationContext } from 'durable-functions';
import { readPlant, rollBackPlant as contract, startRestore } from '../../shared/contracts';
import type { Outcome } from '../../shared/domain/deployment';
import {
  afterReading,
  afterWrites,
  countsOf,
  nextMoment,
  outcomesOf,
  readingDue,
  startRestoring,
  stop,
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
    now: nowIn(context),
  });
  try {
    for (;;) {
      context.df.setCustomStatus(countsOf(progress));
      const due = nextMoment(progress, nowIn(context));
      if (due === undefined) {
        break;
      }
      yield* waitUntil(context, due);
      progress = yield* write(context, ask, progress);
      progress = yield* read(context, ask, progress);
      progress = unlessTimeIsUp(progress, nowIn(context));
    }
  } catch (error) {
    // The other plants must hear what is known of this one, so nothing is thrown from here.
    progress = stop(progress, error instanceof Error ? error.message : String(error));
  }
  return outcomesOf(progress);
}

function* write(context: OrchestrationContext, { cause }: Ask, progress: Progress): Step<Progress> {
  const targets = writesDue(progress, nowIn(context));
  const asks = targets.map((target) => ({ cause, target }));
  const answers = yield* callEach(context, startRestore, asks);
  return afterWrites(progress, { targets, answers }, nowIn(context));
}

function* read(context: OrchestrationContext, { plant }: Ask, progress: Progress): Step<Progress> {
  const operations = readingDue(progress, nowIn(context));
  if (operations === undefined) {
    return progress;
  }
  const reading = yield* call(context, readPlant, { plant, operations });
  return afterReading(progress, reading, nowIn(context));
}
