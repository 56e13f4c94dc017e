import { z } from 'zod';
import type { Outcome, PlantReading, Target, WriteAnswer } from '../deployment';
import type { Policy } from '../policy';
import { RestorePolicy } from '../policy/sections';
import { Instant, plusSeconds, secondsBetween } from '../time';
import { answered } from './answered';
import { observed } from './observed';
import { Pace, afterAnswers, opensAt, startPace, writesAllowed } from './pace';
import type { Share } from './pace';
import { Work, ended, waiting } from './work';

/**
 * How far the restoring of one plant has come. Pure: the orchestrator asks what is due, does it,
 * and says what came of it.
 */
export const Progress = z.strictObject({
  works: z.array(Work),
  pace: Pace,
  limits: RestorePolicy,
  readAt: Instant,
  giveUpAt: Instant,
  /** Since when a person holds the rollback, as far as the last answers told. */
  pausedSince: Instant.optional(),
});
export type Progress = z.infer<typeof Progress>;

type Start = { limits: Policy['restore']; share: Share; now: Instant };

export function startRestoring(
  targets: readonly Target[],
  { limits, share, now }: Start,
): Progress {
  return {
    works: targets.map((target) => waiting(target, { attempts: 0, notBefore: now })),
    pace: startPace(limits.writes, share, now),
    limits,
    readAt: now,
    giveUpAt: giveUpAfter(now, limits),
  };
}

/** Long enough for every attempt to run into its time limit. */
function giveUpAfter(
  now: Instant,
  { attempts, operationTimeoutMinutes }: Policy['restore'],
): Instant {
  return plusSeconds(now, attempts * operationTimeoutMinutes * 60);
}

/**
 * The targets to write now; none when the pace or their own patience does not allow it, or when
 * time is up and nobody would look what came of it.
 */
export function writesDue(
  { works, pace, giveUpAt, pausedSince }: Progress,
  now: Instant,
): Target[] {
  if (now >= giveUpAt) {
    return [];
  }
  // While a person holds the rollback, one target asks for all whether it goes on.
  const most = pausedSince === undefined ? writesAllowed(pace, now) : 1;
  return works
    .filter((work) => work.phase === 'waiting' && work.notBefore <= now)
    .slice(0, Math.min(most, writesAllowed(pace, now)))
    .map(({ target }) => target);
}

/** What is being written, to be asked about; undefined when it is too early or nothing is. */
export function readingDue(
  progress: Progress,
  now: Instant,
): { target: Target; operation?: string }[] | undefined {
  const writing = progress.works.filter((work) => work.phase === 'writing');
  if (writing.length === 0 || now < nextReading(progress)) {
    return undefined;
  }
  return writing.map(({ target, operation }) => ({
    target,
    ...(operation === undefined ? {} : { operation }),
  }));
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

type Writes = {
  targets: readonly Target[];
  answers: readonly WriteAnswer[];
  /** When they were sent, if that was earlier than now. */
  sentAt?: Instant;
};

/** Takes note of what came of starting writes; `answers` in the order of `targets`. */
export function afterWrites(
  progress: Progress,
  { targets, answers, sentAt }: Writes,
  now: Instant,
): Progress {
  const { limits } = progress;
  const answerTo = new Map(targets.map(({ deployment }, index) => [deployment, answers[index]]));
  const works = progress.works.map((work) => {
    const answer = answerTo.get(work.target.deployment);
    return work.phase === 'waiting' && answer ? answered(work, answer, { now, limits }) : work;
  });
  const next = {
    ...progress,
    works,
    pace: afterAnswers(progress.pace, answers, { sentAt: sentAt ?? now, now }),
  };
  if (answers.some(({ status }) => status === 'paused')) {
    return paused(next, now);
  }
  const { pausedSince: _, ...going } = next;
  return answers.length > 0 ? going : next;
}

/** Who pauses a rollback must not find it given up when they resume it. */
function paused(progress: Progress, now: Instant): Progress {
  const { limits, pausedSince = now } = progress;
  const askAgainAt = plusSeconds(now, patience(secondsBetween(pausedSince, now), limits));
  const works = progress.works.map((work) =>
    work.phase === 'waiting' && work.notBefore < askAgainAt
      ? { ...work, notBefore: askAgainAt, trouble: 'paused' }
      : work,
  );
  return { ...progress, works, pausedSince, giveUpAt: giveUpAfter(now, limits) };
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

function nextReading({ works, readAt, limits }: Progress): Instant {
  const [youngest = readAt] = works
    .flatMap((work) => (work.phase === 'writing' ? [work.since] : []))
    .toSorted()
    .toReversed();
  return plusSeconds(readAt, patience(secondsBetween(youngest, readAt), limits));
}

/** Well within the time that the lock of a circuit lasts, which every look renews. */
const longestPatienceSeconds = 30;

/**
 * The longer nothing new has happened, the rarer the looks: what hangs for half an hour must not
 * fill the orchestration's history.
 */
function patience(ageSeconds: number, { pollSeconds }: Policy['restore']): number {
  return Math.max(pollSeconds, Math.min(ageSeconds / 10, longestPatienceSeconds));
}
