import { describe, expect, it } from '@jest/globals';
import type { Outcome, PlantReading, WriteAnswer } from '../../../shared/domain/deployment';
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
} from '../../../shared/domain/restore/progress';
import type { Progress } from '../../../shared/domain/restore/progress';
import { plusSeconds } from '../../../shared/domain/time';
import {
  aDeploymentReading,
  aPolicy,
  aReading,
  aTarget,
  after,
  before,
  ended,
  restored,
  someTargets,
  start,
} from '../../support/builders';

const limits = aPolicy().restore;
const operation = 'https://management.azure.com/operations/1';
const started: WriteAnswer = { status: 'started', operation };

function begin(count = 1, over: Partial<typeof limits> = {}): Progress {
  return startRestoring(someTargets(count), {
    limits: { ...limits, ...over },
    share: { writes: count, ofWrites: count, turn: 0, plants: 1 },
    now: start,
  });
}

/** After the first writes were answered, all in the same way. */
function answeredBy(answer: WriteAnswer, over: Partial<typeof limits> = {}): Progress {
  const progress = begin(1, over);
  const targets = writesDue(progress, start);
  return afterWrites(progress, { targets, answers: targets.map(() => answer) }, start);
}

function readingOf(over: Parameters<typeof aDeploymentReading>[0], failure?: string): PlantReading {
  const reading = aDeploymentReading({ environment: before, ...over });
  return {
    status: 'read',
    deployments: [reading],
    failures: failure === undefined ? {} : { [reading.deployment]: failure },
  };
}

const in10s = plusSeconds(start, 10);

describe('restoring, after a write was asked for', () => {
  it.each<{ answer: WriteAnswer; outcome: Outcome }>([
    {
      answer: { status: 'alreadyThere', byUs: false },
      outcome: ended('untouched', 'already on custom-tf-env:1.5.0'),
    },
    { answer: { status: 'alreadyThere', byUs: true }, outcome: restored() },
    {
      answer: { status: 'changed', found: 'custom-tf-env:1.6.0' },
      outcome: ended(
        'untouched',
        'runs custom-tf-env:1.6.0, not custom-tf-env:1.5.1: changed since the plan',
      ),
    },
    {
      answer: { status: 'changed', found: '' },
      outcome: ended(
        'untouched',
        'runs no environment, not custom-tf-env:1.5.1: changed since the plan',
      ),
    },
    {
      answer: { status: 'gone' },
      outcome: ended('failed', 'deployment deployment-circuit-C001 is gone'),
    },
    {
      answer: { status: 'refused', reason: 'AuthorizationFailed: no' },
      outcome: ended('failed', 'AuthorizationFailed: no'),
    },
  ])('ends a circuit as $outcome.status when it is $answer.status', ({ answer, outcome }) => {
    const progress = answeredBy(answer);

    expect(outcomesOf(progress)).toEqual([outcome]);
    expect(nextMoment(progress, start)).toBeUndefined();
  });

  it('looks for what came of a write when it is time to poll, and asks about its operation', () => {
    const progress = answeredBy(started);

    expect(nextMoment(progress, start)).toBe(in10s);
    expect(readingDue(progress, plusSeconds(start, 9.999))).toBeUndefined();
    expect(readingDue(progress, in10s)).toEqual([{ target: aTarget(), operation }]);
    expect(writesDue(progress, in10s)).toEqual([]);
  });

  it('looks as well when nobody knows the operation', () => {
    expect(readingDue(answeredBy({ status: 'started' }), in10s)).toEqual([{ target: aTarget() }]);
  });

  it.each<{ answer: WriteAnswer; seconds: number }>([
    { answer: { status: 'throttled', retryAfterSeconds: 17 }, seconds: 17 },
    { answer: { status: 'busy' }, seconds: 10 },
    { answer: { status: 'unavailable', reason: 'reset' }, seconds: 2 },
    { answer: { status: 'locked', by: 'earlier' }, seconds: 10 },
    { answer: { status: 'paused' }, seconds: 10 },
  ])('tries again $seconds s later when it is $answer.status', ({ answer, seconds }) => {
    const progress = answeredBy(answer);
    const due = plusSeconds(start, seconds);

    expect(nextMoment(progress, start)).toBe(due);
    expect(writesDue(progress, plusSeconds(start, seconds - 0.001))).toEqual([]);
    expect(writesDue(progress, due)).toEqual([aTarget()]);
  });

  it('does not ask again at once when the service says to wait no time at all', () => {
    const progress = answeredBy({ status: 'throttled', retryAfterSeconds: 0 });

    expect(writesDue(progress, start)).toEqual([]);
    expect(nextMoment(progress, start)).toBe(plusSeconds(start, 1));
  });

  it('waits no longer than until the end, whatever the service asks for', () => {
    const longest: WriteAnswer = { status: 'throttled', retryAfterSeconds: 3600 };
    const progress = answeredBy(longest, { attempts: 1 });

    expect(nextMoment(progress, start)).toBe(plusSeconds(start, 1800));
    expect(outcomesOf(unlessTimeIsUp(progress, plusSeconds(start, 1800)))).toEqual([
      ended('failed', 'not seen to be written (throttled): time is up'),
    ]);
  });

  it('gives up on a service that cannot be reached twelve times, waiting longer each time', () => {
    let progress = begin();
    let now = start;
    const waits: number[] = [];
    for (;;) {
      const targets = writesDue(progress, now);
      const answers = targets.map((): WriteAnswer => ({ status: 'unavailable', reason: 'reset' }));
      progress = afterWrites(progress, { targets, answers }, now);
      const next = nextMoment(progress, now);
      if (next === undefined) {
        break;
      }
      waits.push((Date.parse(next) - Date.parse(now)) / 1000);
      now = next;
    }

    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]);
    expect(outcomesOf(progress)).toEqual([ended('failed', 'gave up after 12 tries: reset')]);
  });

  it('takes what is found right after a failed attempt for its own work', () => {
    const failed = afterReading(answeredBy(started), readingOf({ state: 'Failed' }), in10s);
    const targets = writesDue(failed, in10s);
    const again = afterWrites(
      failed,
      { targets, answers: [{ status: 'alreadyThere', byUs: false }] },
      in10s,
    );

    expect(outcomesOf(again)).toEqual([restored()]);
  });
});

describe('restoring, after a plant was read', () => {
  const writing = answeredBy(started);

  it.each<{ what: string; reading: PlantReading; outcome: Outcome }>([
    { what: 'is as planned', reading: aReading(before, 1), outcome: restored() },
    {
      what: 'was changed by others meanwhile',
      reading: aReading(after, 1),
      outcome: ended(
        'unverified',
        'runs custom-tf-env:1.5.1 after it was written: changed by others',
      ),
    },
    {
      what: 'runs no environment',
      reading: readingOf({ environment: '' }),
      outcome: ended('unverified', 'runs no environment after it was written: changed by others'),
    },
    {
      what: 'is gone',
      reading: aReading(before, 0),
      outcome: ended('failed', 'deployment deployment-circuit-C001 is gone'),
    },
    {
      what: 'is on an endpoint that is gone',
      reading: { status: 'gone', reason: 'not found' },
      outcome: ended('failed', 'endpoint batch-endpoint-plant-P001 is gone'),
    },
  ])('ends a circuit as $outcome.status that $what', ({ reading, outcome }) => {
    expect(outcomesOf(afterReading(writing, reading, in10s))).toEqual([outcome]);
  });

  it.each<{ what: string; reading: PlantReading }>([
    { what: 'its operation runs', reading: readingOf({ state: 'Updating' }) },
    { what: 'it is in a state nobody knows', reading: readingOf({ state: 'Pondering' }) },
    { what: 'the plant cannot be read', reading: { status: 'unavailable', reason: 'timed out' } },
  ])('looks again while $what, until the operation is late', ({ reading }) => {
    const late = plusSeconds(start, limits.operationTimeoutMinutes * 60);

    const still = afterReading(writing, reading, in10s);

    expect(outcomesOf(still)).toEqual([]);
    expect(nextMoment(still, in10s)).toBe(plusSeconds(start, 20));
    expect(outcomesOf(afterReading(still, reading, late))).toEqual([
      ended('unverified', 'its operation still runs after 30 min'),
    ]);
  });

  it('tries a failed operation again, and names the reason when that fails as well', () => {
    const reading = readingOf({ state: 'Failed' }, 'ImageBuildFailure: no space');
    const failed = afterReading(writing, reading, in10s);

    expect(outcomesOf(failed)).toEqual([]);
    const targets = writesDue(failed, in10s);
    const again = afterWrites(failed, { targets, answers: [started] }, in10s);
    expect(outcomesOf(afterReading(again, reading, plusSeconds(start, 20)))).toEqual([
      ended('failed', '2 attempts failed: ImageBuildFailure: no space'),
    ]);
  });

  it('says what Azure ML says when nobody knows why an operation failed', () => {
    const once = answeredBy(started, { attempts: 1 });

    expect(outcomesOf(afterReading(once, readingOf({ state: 'Canceled' }), in10s))).toEqual([
      ended('failed', '1 attempts failed: Azure ML says Canceled'),
    ]);
  });

  it('finds its deployment in any case of its name', () => {
    const reading = readingOf({ deployment: 'DEPLOYMENT-CIRCUIT-C001' });

    expect(outcomesOf(afterReading(writing, reading, in10s))).toEqual([restored()]);
  });
});

describe('restoring, over all', () => {
  it('writes no more at once than the pace allows', () => {
    expect(writesDue(begin(40), start)).toHaveLength(25);
  });

  it('ends what is open when time is up, and says how far it came', () => {
    const progress = afterWrites(begin(2), { targets: [aTarget()], answers: [started] }, start);
    const over = unlessTimeIsUp(progress, progress.giveUpAt);

    expect(outcomesOf(over)).toEqual([
      ended('unverified', 'written, and not seen to succeed: time is up'),
      ended(
        'failed',
        'not seen to be written (no write was allowed): time is up',
        aTarget({ circuit: 'C002', deployment: 'deployment-circuit-C002' }),
      ),
    ]);
    expect(unlessTimeIsUp(progress, plusSeconds(start, 3599.999))).toBe(progress);
  });

  it('starts no write when time is up: nobody would look what came of it', () => {
    const progress = begin();

    expect(writesDue(progress, progress.giveUpAt)).toEqual([]);
  });

  it('keeps what is settled when time is up', () => {
    const settled = answeredBy({ status: 'gone' });

    expect(outcomesOf(unlessTimeIsUp(settled, settled.giveUpAt))).toEqual(outcomesOf(settled));
  });

  it('is counted for those who watch', () => {
    const progress = afterWrites(
      begin(4),
      {
        targets: someTargets(3),
        answers: [started, { status: 'gone' }, { status: 'alreadyThere', byUs: true }],
      },
      start,
    );

    expect(countsOf(progress)).toEqual({
      waiting: 1,
      writing: 1,
      restored: 1,
      untouched: 0,
      unverified: 0,
      failed: 1,
    });
  });
});
