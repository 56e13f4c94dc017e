import type { Policy } from '../policy';
import type { History } from './history';
import { judge } from './judgement';
import type { Judgement, Verdict } from './judgement';
import { replay } from './replay';

/** What a policy would have done about recorded histories, held against what was right. */
export type Backtest = {
  judgements: Judgement[];
  /** Releases that would have been rolled back, of histories whose truth is known. */
  rollBacks: number;
  /** Of these, releases that were not to blame. */
  innocentRollBacks: number;
  /** Histories by what came of them. */
  verdicts: Record<Verdict, number>;
  /** Of the rollbacks, the share of releases that were to blame; 1 when there was none. */
  precision: number;
  /** Of the histories with something to blame, the share in which it was rolled back; 1 when there was none. */
  recall: number;
  /** Of these, the share in which exactly what was to blame went back, and all of it. */
  kindAndRelease: number;
  /** From when it could be known to the decision, in order. */
  minutesToDecision: number[];
  /** Sum over the histories that people rolled back by hand: the time they took more than us. */
  minutesSaved: number;
};

/**
 * Replays histories under a policy. Takes them one at a time, so they may be read as they are
 * asked for; what is kept of each is its judgement.
 */
export function backtest(
  histories: Iterable<History>,
  policyOf: (history: History) => Policy,
): Backtest {
  const judgements: Judgement[] = [];
  for (const history of histories) {
    judgements.push(judge(history, replay(history, policyOf(history))));
  }
  return summed(judgements);
}

/** The figures over judgements that were made before. */
export function summed(judgements: Judgement[]): Backtest {
  const labelled = judgements.filter(({ truth }) => truth !== undefined);
  const count = (verdict: Verdict) => judgements.filter((one) => one.verdict === verdict).length;
  const verdicts = {
    right: count('right'),
    wrong: count('wrong'),
    missed: count('missed'),
    innocent: count('innocent'),
    held: count('held'),
    unlabelled: count('unlabelled'),
  };
  const rollBacks = sum(labelled.map((one) => one.rollBacks.length));
  const innocentRollBacks = sum(labelled.map(({ innocent }) => innocent.length));
  const found = verdicts.right + verdicts.wrong;
  return {
    judgements,
    rollBacks,
    innocentRollBacks,
    verdicts,
    precision: share(rollBacks - innocentRollBacks, rollBacks),
    recall: share(found, found + verdicts.missed),
    kindAndRelease: share(verdicts.right, found),
    minutesToDecision: judgements
      .flatMap(({ minutesToDecision }) => minutesToDecision ?? [])
      .toSorted((a, b) => a - b),
    minutesSaved: sum(judgements.map(({ minutesSaved }) => minutesSaved ?? 0)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
