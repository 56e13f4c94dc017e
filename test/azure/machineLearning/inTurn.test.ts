import { describe, expect, it } from '@jest/globals';
import { inTurn } from '../../../shared/azure/machineLearning/inTurn';
import type { WriteAnswer } from '../../../shared/domain/deployment';
import { plusSeconds, secondsBetween } from '../../../shared/domain/time';
import type { Deployments } from '../../../shared/ports';
import { aTarget, start } from '../../support/builders';

const limit = { burst: 2, perMinute: 30 };
const started: WriteAnswer = { status: 'started' };

/** A service that notes when writes come, on a clock that goes on only while somebody waits. */
function aService(answer: (write: number) => WriteAnswer = () => started) {
  let now = start;
  const writes: number[] = [];
  const deployments: Deployments = {
    list: async () => ({ status: 'gone', reason: 'not asked for' }),
    environment: async () => 'present',
    model: async () => 'present',
    startRestore: async (_, __, mayWrite) => {
      const refused = await mayWrite();
      if (refused) {
        return refused;
      }
      writes.push(secondsBetween(start, now));
      return answer(writes.length);
    },
  };
  const paced = inTurn(deployments, {
    limit: async () => limit,
    now: () => now,
    wait: async (seconds) => void (now = plusSeconds(now, seconds)),
  });
  const write = async (mayWrite: () => Promise<WriteAnswer | undefined> = async () => undefined) =>
    paced.startRestore(aTarget(), 'incident-1', mayWrite);
  return { write, writes };
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await work();
  }
}

describe('deployments in turn', () => {
  it('writes no faster than the limit, so that the service refuses nothing', async () => {
    const { write, writes } = aService();

    await times(5, async () => write());

    expect(writes).toEqual([0, 0, 2, 4, 6]);
  });

  it('says when to come again instead of waiting for long', async () => {
    const { write } = aService();

    const answers = await Promise.all(Array.from({ length: 14 }, async () => write()));

    expect(answers.filter(({ status }) => status === 'started')).toHaveLength(12);
    expect(answers.slice(-1)).toEqual([{ status: 'throttled', retryAfterSeconds: 22 }]);
  });

  it('pays nothing for what was not written', async () => {
    const { write, writes } = aService();
    const stopped: WriteAnswer = { status: 'stopped', reason: 'cancelled' };

    await times(10, async () => expect(await write(async () => stopped)).toEqual(stopped));
    await times(2, async () => write());

    expect(writes).toEqual([0, 0]);
  });

  it('gives the turn back when the look fails', async () => {
    const { write, writes } = aService();

    await times(3, async () =>
      expect(write(() => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer'),
    );
    await times(2, async () => write());

    expect(writes).toEqual([0, 0]);
  });

  it('waits out trouble that passes, and looks again before it writes again', async () => {
    const troubles: WriteAnswer[] = [
      { status: 'unavailable', reason: 'reset' },
      { status: 'throttled', retryAfterSeconds: 4 },
    ];
    const { write, writes } = aService((count) => troubles[count - 1] ?? started);

    expect(await write()).toEqual(started);
    expect(writes).toEqual([0, 1, 5]);
  });

  it('leaves trouble that does not pass to who asked, after four attempts', async () => {
    const trouble: WriteAnswer = { status: 'unavailable', reason: 'reset' };
    const { write, writes } = aService(() => trouble);

    expect(await write()).toEqual(trouble);
    expect(writes).toHaveLength(4);
  });

  it('leaves a silence that is longer than a call to who asked', async () => {
    const silence: WriteAnswer = { status: 'throttled', retryAfterSeconds: 21 };
    const { write, writes } = aService(() => silence);

    expect(await write()).toEqual(silence);
    expect(writes).toEqual([0]);
  });

  it('takes a refusal for the end of the budget, which others wait for as well', async () => {
    const refusal: WriteAnswer = { status: 'throttled', retryAfterSeconds: 6 };
    const { write, writes } = aService((count) => (count === 1 ? refusal : started));

    await times(2, async () => write());

    expect(writes).toEqual([0, 6, 8]);
  });

  it('uses what the service says is left beyond the limit it was told of', async () => {
    const { write, writes } = aService((count) => ({ status: 'started', remaining: 10 - count }));

    await times(8, async () => write());

    expect(writes).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
