import { describe, expect, it } from '@jest/globals';
import type {
  DeploymentReading,
  PlantReading,
  Target,
  WriteAnswer,
} from '../../../shared/domain/deployment';
import {
  afterReading,
  afterWrites,
  nextMoment,
  outcomesOf,
  readingDue,
  startRestoring,
  unlessTimeIsUp,
  writesDue,
} from '../../../shared/domain/restore/progress';
import type { Progress } from '../../../shared/domain/restore/progress';
import { plusSeconds, secondsBetween } from '../../../shared/domain/time';
import { aPolicy, before, someTargets, start } from '../../support/builders';
import { pick, seeded } from '../../support/random';

/** A service that answers by chance, and sometimes is mostly of one mind. */
type Mood = { answers: readonly WriteAnswer['status'][]; states: readonly string[]; hangs: number };

const everything: WriteAnswer['status'][] = [
  'started',
  'started',
  'started',
  'alreadyThere',
  'changed',
  'gone',
  'busy',
  'throttled',
  'unavailable',
  'refused',
  'locked',
  'stopped',
];
const moods: Mood[] = [
  { answers: everything, states: ['Succeeded', 'Updating', 'Failed', 'Canceled'], hangs: 0.1 },
  { answers: ['started'], states: ['Succeeded'], hangs: 0 },
  { answers: ['started'], states: ['Updating'], hangs: 1 },
  { answers: ['started'], states: ['Failed'], hangs: 0 },
  { answers: ['throttled'], states: [], hangs: 0 },
  { answers: ['busy'], states: [], hangs: 0 },
  { answers: ['locked'], states: [], hangs: 0 },
  { answers: ['unavailable'], states: [], hangs: 0 },
  { answers: ['started', 'throttled'], states: ['Updating', 'Succeeded'], hangs: 0 },
];

const cases = moods.flatMap((mood, index) =>
  Array.from({ length: 6 }, (_, turn) => ({ mood, index, seed: index * 100 + turn })),
);

describe('restoring a plant in any world', () => {
  it.each(cases)(
    'ends every circuit once, in time, and always has something to do until then (mood $index, seed $seed)',
    ({ mood, seed }) => {
      const random = seeded(seed);
      const targets = someTargets(1 + Math.floor(random() * 12));
      const limits = aPolicy({
        restore: {
          pollSeconds: pick(random, [1, 10]),
          operationTimeoutMinutes: pick(random, [0.5, 5]),
          attempts: pick(random, [1, 2, 5]),
          writes: { burst: pick(random, [1, 25]), perMinute: pick(random, [1, 25, 600]) },
        },
      }).restore;
      const plants = pick(random, [1, 10]);
      const writes = targets.length;
      const share = { writes, ofWrites: writes * plants, turn: 0, plants };
      const world = { random, mood, written: [] as string[] };
      let progress = startRestoring(targets, { limits, share, now: start });
      let now = start;
      let idle = 0;

      for (;;) {
        const due = nextMoment(progress, now);
        if (due === undefined) {
          break;
        }
        now = due > now ? due : now;
        const next = oneRound(progress, now, world);
        idle += next === progress ? 1 : 0;
        progress = next;
      }

      const outcomes = outcomesOf(progress);
      expect(idle).toBe(0);
      expect(outcomes.map(({ target }) => target)).toEqual(targets);
      expect(secondsBetween(start, now)).toBeLessThanOrEqual(
        limits.attempts * limits.operationTimeoutMinutes * 60,
      );
      expect(mostIn(world.written, 60)).toBeLessThanOrEqual(
        (limits.writes.burst - 1) / plants + 1 + limits.writes.perMinute / plants + 1e-3,
      );
    },
  );
});

type World = { random: () => number; mood: Mood; written: string[] };

function oneRound(progress: Progress, now: string, world: World): Progress {
  const targets = writesDue(progress, now);
  const answers = targets.map(() => anAnswer(world));
  world.written.push(...answers.filter(({ status }) => status === 'started').map(() => now));
  const written = targets.length > 0 ? afterWrites(progress, { targets, answers }, now) : progress;
  const operations = readingDue(written, now);
  const read =
    operations === undefined
      ? written
      : afterReading(
          written,
          aReadingOf(
            progress.works.map(({ target }) => target),
            world,
          ),
          now,
        );
  return unlessTimeIsUp(read, now);
}

function anAnswer({ random, mood }: World): WriteAnswer {
  const status = pick(random, mood.answers);
  switch (status) {
    case 'started':
      return { status, operation: 'https://management.azure.com/operations/1' };
    case 'alreadyThere':
      return { status, byUs: random() < 0.5 };
    case 'changed':
      return { status, found: 'custom-tf-env:2.0.0' };
    case 'throttled':
      return { status, retryAfterSeconds: pick(random, [0, 1, 17, 600]) };
    case 'unavailable':
    case 'refused':
    case 'stopped':
      return { status, reason: 'chance' };
    case 'locked':
      return { status, by: 'chance' };
    case 'gone':
    case 'busy':
    case 'paused':
      return { status };
  }
}

function aReadingOf(targets: readonly Target[], { random, mood }: World): PlantReading {
  const chance = random();
  if (mood === moods[0] && chance < 0.1) {
    return { status: 'unavailable', reason: 'chance' };
  }
  if (mood === moods[0] && chance < 0.11) {
    return { status: 'gone', reason: 'chance' };
  }
  const deployments = targets.map(({ deployment }): DeploymentReading => ({
    deployment,
    environment: random() < 0.95 ? before : 'custom-tf-env:9.9.9',
    state: random() < mood.hangs ? 'Updating' : pick(random, mood.states),
  }));
  return { status: 'read', deployments, failures: {} };
}

/** The most writes in any stretch of so many seconds. */
function mostIn(writes: readonly string[], seconds: number): number {
  return Math.max(
    0,
    ...writes.map(
      (from) => writes.filter((at) => at >= from && at < plusSeconds(from, seconds)).length,
    ),
  );
}
