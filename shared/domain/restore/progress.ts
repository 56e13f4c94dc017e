import type { Outcome, PlantReading, Target, WriteAnswer } from '../deployment';
import type { Policy } from '../policy';
import { plusSeconds, secondsBetween } from '../time';
import type { Instant } from '../time';
import { answered } from './answered';
import { observed } from './observed';
import { afterAnswers, opensAt, startPace, writesAllowed } from './pace';
import type { Pace } from './pace';
import { ended, waiting } from './work';
import type { Work } from './work';

/**
 * How far the restoring of one plant has come. Pure: the orchestrator asks what is due, does it,
 * and says what came of it.
 */
export type Progress = {
  works: readonly Work[];
  pace: Pace;
  limits: Policy['restore'];
  readAt: Instant;
  giveUpAt: Instant;
};

type Start = { limits: Policy['restore']; sharers: number; position: number; now: Instant };

/**
 * `sharers`: how many plants are restored side by side and share the service's limit; `position`:
 * which of them this is, from 0.
 */
export function startRestoring(
  targets: readonly Target[],
  { limits, sharers, position, now }: Start,
): Progress {
  return {
    works: targets.map((target) => waiting(target, { attempts: 0, notBefore: now })),
    pace: startPace(limits.writes, { sharers, position, now }),
    limits,
    readAt: now,
    giveUpAt: plusSeconds(now, limits.attempts * limits.operationTimeoutMinutes * 60),
  };
}

/**
 * The targets to write now; none when the pace or their own patience does not allow it, or when
 * time is up and nobody would look what came of it.
 */
export function writesDue({ works, pace, giveUpAt }: Progress, now: Instant): Target[] {
  if (now >= giveUpAt) {
    return [];
  }
  return works
    .filter((work) => work.phase === 'waiting' && work.notBefore <= now)
    .slice(0, writesAllowed(pace, now))
    .map(({ target }) => target);
}

/** The operations to ask about, by deployment; undefined when it is too early or none runs. */
export function readingDue(progress: Progress, now: Instant): Record<string, string> | undefined {
  const running = progress.works.filter((work) => work.phase === 'writing');
  if (running.length === 0 || now < nextReading(progress)) {
    return undefined;
  }
  return Object.fromEntries(
    running.flatMap(({ target, operation }) =>
      operation === undefined ? [] : [[target.deployment, operation]],
    ),
  );
}

/** When something is due again; undefined when every target is at its end. */
export function nextMoment(progress: Progress, now: Instant): Instant | undefined {
  const opens = opensAt(progress.pace, now);
  const moments = progress.works.flatMap((work): Instant[] => {
    switch (work.phase) {
      case 'waiting':
        return [work.notBefore > opens ? work.notBefore : opens];
      case 'writing':
        return [nextReading(progress)];
      case 'settled':
        return [];
    }
  });
  const [first] = [...moments, ...(moments.length > 0 ? [progress.giveUpAt] : [])].toSorted();
  return first;
}

export function outcomesOf({ works }: Progress): Outcome[] {
  return works.flatMap((work) => (work.phase === 'settled' ? [work.outcome] : []));
}

/** Takes note of what came of starting writes; `answers` in the order of `targets`. */
export function afterWrites(
  progress: Progress,
  { targets, answers }: { targets: readonly Target[]; answers: readonly WriteAnswer[] },
  now: Instant,
): Progress {
  const { limits } = progress;
  const answerTo = new Map(targets.map(({ deployment }, index) => [deployment, answers[index]]));
  const works = progress.works.map((work) => {
    const answer = answerTo.get(work.target.deployment);
    return work.phase === 'waiting' && answer ? answered(work, answer, { now, limits }) : work;
  });
  return { ...progress, works, pace: afterAnswers(progress.pace, answers, now) };
}

/** Takes note of what a list of the endpoint's deployments showed. */
export function afterReading(progress: Progress, reading: PlantReading, now: Instant): Progress {
  const { limits } = progress;
  const works = progress.works.map((work) =>
    work.phase === 'writing' ? observed(work, reading, { now, limits }) : work,
  );
  return { ...progress, works, readAt: now };
}

/**
 * Ends what is still open once the time is up, so that a rollback ends whatever the service does.
 * What was being written is not known to be right.
 */
export function unlessTimeIsUp(progress: Progress, now: Instant): Progress {
  if (now < progress.giveUpAt) {
    return progress;
  }
  const works = progress.works.map((work): Work => {
    switch (work.phase) {
      case 'waiting':
        return ended(work.target, 'failed', `not seen to be written (${work.trouble}): time is up`);
      case 'writing':
        return ended(work.target, 'unverified', 'written, and not seen to succeed: time is up');
      case 'settled':
        return work;
    }
  });
  return { ...progress, works };
}

export type Counts = Record<'waiting' | 'writing' | Outcome['status'], number>;

/** For those who watch. */
export function countsOf({ works }: Progress): Counts {
  const counts: Counts = {
    waiting: 0,
    writing: 0,
    restored: 0,
    untouched: 0,
    unverified: 0,
    failed: 0,
  };
  for (const work of works) {
    counts[work.phase === 'settled' ? work.outcome.status : work.phase] += 1;
  }
  return counts;
}

/**
 * The longer nothing new has been written, the rarer the looks: an operation that hangs for half
 * an hour must not fill the orchestration's history.
 */
function nextReading({ works, readAt, limits }: Progress): Instant {
  const [youngest = readAt] = works
    .flatMap((work) => (work.phase === 'writing' ? [work.since] : []))
    .toSorted()
    .toReversed();
  const age = Math.max(0, secondsBetween(youngest, readAt));
  return plusSeconds(readAt, Math.max(limits.pollSeconds, age / 10));
}
