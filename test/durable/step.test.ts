import { describe, expect, it } from '@jest/globals';
import { RetryOptions } from 'durable-functions';
import type { OrchestrationContext } from 'durable-functions';
import { readWork, readPolicy, rollBackPlant } from '../../shared/contracts';
import {
  call,
  callEach,
  fanOut,
  insist,
  insistEach,
  nowIn,
  runChild,
  waitUntil,
} from '../../shared/durable/step';
import type { Step } from '../../shared/durable/step';
import { plusSeconds } from '../../shared/domain/time';
import { aPolicy, someTargets, start } from '../support/builders';
import { replay } from '../support/replay';

/** Plays a piece of an orchestrator by itself. */
function play<T>(
  piece: (context: OrchestrationContext) => Step<T>,
  answers: Parameters<typeof replay>[1]['answers'] = {},
) {
  return replay(piece, { input: null, answers });
}

const plantAsk = (plant: string) => ({
  part: { cause: { incident: 'incident-1' }, wave: 0, plant },
  limits: aPolicy().restore,
  share: { writes: 1, ofWrites: 1, turn: 0, plants: 1 },
});

describe('the words of orchestrators', () => {
  it('call gives the answer of one activity', async () => {
    const { result } = await play((context) => call(context, readPolicy, null), {
      readPolicy: () => aPolicy(),
    });

    expect(result).toEqual(aPolicy());
  });

  it('call throws what the activity threw', async () => {
    const throwing = () => {
      throw new Error('no token');
    };

    await expect(
      play((context) => call(context, readPolicy, null), { readPolicy: throwing }),
    ).rejects.toThrow('no token');
  });

  it('call refuses an answer that is not what the contract says', () => {
    const steps = call(
      { df: { callActivityWithRetry: () => ({}) } } as unknown as OrchestrationContext,
      readPolicy,
      null,
    );
    steps.next();

    expect(() => steps.next('a text')).toThrow(/expected object, received string/);
  });

  it('insist outlasts an outage of half an hour, where call gives up after a minute', () => {
    const secondsOf = (ask: (context: OrchestrationContext) => Step<unknown>): number => {
      let options = new RetryOptions(1, 1);
      const note = (_: string, given: RetryOptions) => void (options = given);
      ask({ df: { callActivityWithRetry: note } } as unknown as OrchestrationContext).next();
      const longest = options.maxRetryIntervalInMilliseconds ?? Infinity;
      const waits = Array.from({ length: options.maxNumberOfAttempts - 1 }, (_, retry) =>
        Math.min(
          options.firstRetryIntervalInMilliseconds * (options.backoffCoefficient ?? 1) ** retry,
          longest,
        ),
      );
      return waits.reduce((sum, ms) => sum + ms / 1000, 0);
    };

    expect(secondsOf((context) => call(context, readPolicy, null))).toBe(60);
    expect(secondsOf((context) => insist(context, readPolicy, null))).toBeGreaterThan(29 * 60);
  });

  it('insistEach answers in the order it was asked as well', async () => {
    const parts = ['P002', 'P001'].map((plant) => plantAsk(plant).part);

    const { result } = await play((context) => insistEach(context, readWork, parts), {
      readWork: ({ plant }: { plant: string }) => someTargets(1, plant),
    });

    expect(result).toEqual(parts.map(({ plant }) => someTargets(1, plant)));
  });

  it('callEach answers in the order it was asked', async () => {
    const plants = ['P003', 'P001', 'P002'];
    const works = (context: OrchestrationContext) =>
      callEach(
        context,
        readWork,
        plants.map((plant) => plantAsk(plant).part),
      );

    const { result } = await play(works, {
      readWork: ({ plant }: { plant: string }) => someTargets(1, plant),
    });

    expect(result).toEqual(plants.map((plant) => someTargets(1, plant)));
  });

  it('callEach and fanOut of nothing come to nothing, and do not wait', async () => {
    const nothing = function* (context: OrchestrationContext): Step<unknown[]> {
      const called = yield* callEach(context, readWork, []);
      const ran = yield* fanOut(context, rollBackPlant, []);
      return [...called, ...ran];
    };

    expect(await play(nothing)).toMatchObject({ result: [], asked: [] });
  });

  it('fanOut names children after their parent, and answers in order', async () => {
    const both = (context: OrchestrationContext) =>
      fanOut(
        context,
        rollBackPlant,
        ['P002', 'P001'].map((id) => ({ id, input: plantAsk(id) })),
      );

    const { result, asked } = await play(both, {
      rollBackPlant: ({ part }: ReturnType<typeof plantAsk>) => ({ troubles: [part.plant] }),
    });

    expect(asked.map(({ id }) => id)).toEqual(['test:P002', 'test:P001']);
    expect(result).toEqual([{ troubles: ['P002'] }, { troubles: ['P001'] }]);
  });

  it('runChild runs under the very id it is given', async () => {
    const { asked } = await play(
      (context) => runChild(context, rollBackPlant, { id: 'mine', input: plantAsk('P001') }),
      { rollBackPlant: () => ({ troubles: [] }) },
    );

    expect(asked).toMatchObject([{ name: 'rollBackPlant', id: 'mine' }]);
  });

  it.each([
    { seconds: 60, timers: 1 },
    { seconds: 0, timers: 0 },
    { seconds: -60, timers: 0 },
  ])('waitUntil a moment $seconds s away sets $timers timers', async ({ seconds, timers }) => {
    const at = plusSeconds(start, seconds);
    const waiting = function* (context: OrchestrationContext): Step<string> {
      yield* waitUntil(context, at);
      return nowIn(context);
    };

    const played = await play(waiting);

    expect(played.timers).toHaveLength(timers);
    expect(played.result).toBe(timers > 0 ? at : start);
  });
});

describe('replay', () => {
  it('catches an orchestrator that is not deterministic', async () => {
    let turn = 0;
    const fickle = function* (context: OrchestrationContext): Step<unknown> {
      turn += 1;
      return yield* call(context, readWork, plantAsk(`P00${turn}`).part);
    };

    await expect(play(fickle, { readWork: () => someTargets(1) })).rejects.toThrow(
      'Not deterministic',
    );
  });

  it('catches an orchestrator that never ends', async () => {
    const endless = function* (context: OrchestrationContext): Step<never> {
      for (;;) {
        yield* waitUntil(context, plusSeconds(nowIn(context), 1));
      }
    };

    await expect(play(endless)).rejects.toThrow('Still asking');
  });
});
