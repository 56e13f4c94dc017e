import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Blobs } from '../../shared/ports';

type Actor<T> = (blobs: Blobs) => Promise<T>;
type Waiting = { actor: number; proceed: () => void };

/**
 * Runs actors side by side over one store, so that their calls take effect in an order of our
 * choosing: each number of the schedule lets that actor's next call through. An actor that is
 * done is passed over, and after the schedule whoever waits comes next.
 */
export async function interleaved<T>(
  blobs: Blobs,
  actors: readonly Actor<T>[],
  schedule: readonly number[],
): Promise<T[]> {
  const waiting: Waiting[] = [];
  const running = new Set(actors.keys());
  const results = actors.map((act, actor) =>
    act(gated(blobs, (proceed) => waiting.push({ actor, proceed }))).finally(() => {
      running.delete(actor);
    }),
  );
  // Looked at once all is over; until then a failure is not one nobody has seen.
  results.forEach((result) => void result.catch(() => undefined));

  const turns = [...schedule];
  while (running.size > 0) {
    await turnOfTheLoop();
    const wanted = turns.shift();
    const index = waiting.findIndex(({ actor }) => actor === wanted);
    const [next] = waiting.splice(Math.max(0, index), 1);
    next?.proceed();
  }
  return Promise.all(results);
}

/** All schedules of so many turns of two actors. */
export function schedules(turns: number): number[][] {
  return Array.from({ length: 2 ** turns }, (_, bits) =>
    Array.from({ length: turns }, (__, turn) => (bits >> turn) & 1),
  );
}

function gated(blobs: Blobs, wait: (proceed: () => void) => void): Blobs {
  const turn = () => new Promise<void>((resolve) => wait(resolve));
  return {
    create: async (...given) => turn().then(() => blobs.create(...given)),
    read: async (...given) => turn().then(() => blobs.read(...given)),
    replace: async (...given) => turn().then(() => blobs.replace(...given)),
    write: async (...given) => turn().then(() => blobs.write(...given)),
    exists: async (...given) => turn().then(() => blobs.exists(...given)),
    list: async (...given) => turn().then(() => blobs.list(...given)),
  };
}
