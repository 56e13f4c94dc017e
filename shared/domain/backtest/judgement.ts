import type { RollbackKind } from '../decide/blamed';
import { secondsBetween } from '../time';
import type { Instant } from '../time';
import type { History, Truth } from './history';
import type { Replay, RolledBack } from './replay';

/**
 * What a replay came to, held against the truth. `right`: exactly what is to blame went back.
 * `wrong`: something that is to blame, but not as it should have been. `missed`: nothing that is.
 * `innocent`: something was rolled back though nothing should have been. `held`: nothing was, and
 * rightly so. `unlabelled`: nobody knows.
 */
export type Verdict = 'right' | 'wrong' | 'missed' | 'innocent' | 'held' | 'unlabelled';

export const verdicts: readonly Verdict[] = [
  'right',
  'wrong',
  'missed',
  'innocent',
  'held',
  'unlabelled',
];

export type Judgement = {
  history: string;
  class: string;
  truth: Truth | undefined;
  verdict: Verdict;
  rollBacks: RolledBack[];
  /** Of these, the ones of releases that are not to blame. */
  innocent: RolledBack[];
  /** The first decision to roll back something to blame, after it could have been known. */
  minutesToDecision: number | undefined;
  /** By how much that was ahead of the people who did it. */
  minutesSaved: number | undefined;
  /** The gravest decision and its reason, for people who want to know why. */
  decided: Replay['gravest'];
};

/** Holds a replay against what is known of the history. */
export function judge({ name, class: className, truth }: History, replay: Replay): Judgement {
  const { rollBacks, gravest: decided } = replay;
  const toBlame = rollBacks.filter(({ release }) => isToBlame(truth, release));
  const innocent = truth ? rollBacks.filter((one) => !toBlame.includes(one)) : [];
  const [first] = toBlame;
  const since = truth?.action === 'rollBack' ? (truth.at ?? replay.firstAlertAt) : undefined;
  const byHand = truth?.action === 'rollBack' ? truth.rolledBackAt : undefined;
  return {
    history: name,
    class: className,
    truth,
    verdict: verdictOf(truth, { toBlame, innocent }),
    rollBacks,
    innocent,
    minutesToDecision: first && minutesBetween(since, first.at),
    minutesSaved: first && minutesBetween(first.at, byHand),
    decided,
  };
}

function isToBlame(truth: Truth | undefined, release: string): boolean {
  return (
    truth?.action === 'rollBack' &&
    (truth.releases === undefined || truth.releases.includes(release))
  );
}

function verdictOf(
  truth: Truth | undefined,
  { toBlame, innocent }: { toBlame: RolledBack[]; innocent: RolledBack[] },
): Verdict {
  if (truth === undefined) {
    return 'unlabelled';
  }
  if (truth.action === 'none') {
    return innocent.length > 0 ? 'innocent' : 'held';
  }
  if (toBlame.length === 0) {
    return 'missed';
  }
  const isRightKind = truth.kind === undefined || truth.kind === kindOf(toBlame);
  const isAll =
    truth.releases?.every((id) => toBlame.some(({ release }) => release === id)) ?? true;
  return isRightKind && isAll && innocent.length === 0 ? 'right' : 'wrong';
}

/** A model here and an environment there are both. */
function kindOf(rollBacks: readonly RolledBack[]): RollbackKind {
  const kinds = new Set(rollBacks.map(({ kind }) => kind));
  const [only] = kinds;
  return kinds.size === 1 && only !== undefined ? only : 'both';
}

function minutesBetween(from: Instant | undefined, to: Instant | undefined): number | undefined {
  return from === undefined || to === undefined
    ? undefined
    : Math.max(0, secondsBetween(from, to) / 60);
}
