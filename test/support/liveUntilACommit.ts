import { createDurableEngine } from '../../local/host/durable/createDurableEngine';
import type { Worker } from '../../local/host/worker/types';
import { runToEnd } from './runToEnd';
import type { StartPlan } from './runToEnd';

type Life = { worker: Worker; storeFile: string; when: 'before' | 'after'; start: StartPlan };

/**
 * Runs an engine that makes one commit and stops dead at the next one (or right after its first),
 * as a killed process would: nothing is drained, and all it had in memory is gone. Answers with
 * the status of the orchestration if that ended before.
 */
export async function liveUntilACommit(life: Life): Promise<string | undefined> {
  const { worker, storeFile, when, start } = life;
  let commits = 0;
  const dead = Promise.withResolvers<undefined>();
  const dieAt = (commit: number): void => {
    if (commits >= commit) {
      dead.resolve(undefined);
      throw new Error('killed');
    }
  };
  const engine = createDurableEngine({
    worker: () => worker,
    storeFile,
    log: () => {},
    faults: {
      beforeCommit: () => {
        commits += 1;
        dieAt(when === 'before' ? 2 : Infinity);
      },
      afterCommit: () => dieAt(when === 'after' ? 1 : Infinity),
    },
  });
  try {
    engine.start();
    return await Promise.race([runToEnd(engine, start).catch(() => dead.promise), dead.promise]);
  } finally {
    await engine.stop(0);
  }
}
