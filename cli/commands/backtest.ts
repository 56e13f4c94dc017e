import path from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { summed } from '../../shared/domain/backtest/backtest';
import type { Backtest } from '../../shared/domain/backtest/backtest';
import type { History } from '../../shared/domain/backtest/history';
import { judge } from '../../shared/domain/backtest/judgement';
import type { Judgement } from '../../shared/domain/backtest/judgement';
import { replay } from '../../shared/domain/backtest/replay';
import { readInstant } from '../../shared/domain/time';
import type { Policy } from '../../shared/domain/policy';
import { carryOut } from '../command';
import type { Answer, Kit, Session } from '../command';
import { Failure, exits, reasonOf, wrongUse } from '../failure';
import { readCorpus } from '../files/readCorpus';
import { goodPolicy } from '../files/readPolicyFile';
import { showBacktest } from '../show/showBacktest';

/** `backtest`: what a policy would have done about recorded histories. */
export function addBacktest(program: Command, session: Session): void {
  const command = program
    .command('backtest')
    .summary('what a policy would have done about recorded histories')
    .description(
      'Replays recorded histories of alerts, jobs, metrics and releases through the functions that the app decides by, and says what would have happened: rollbacks, false and missed ones, precision, recall and minutes saved against what is known to have been right. Needs no app. docs/corpus.md has the format. Ends with 1 if a history could not be read.',
    )
    .requiredOption('--policy <file>', 'the policy to try, in place of what histories bring')
    .option('--against <file>', 'another policy, side by side')
    .requiredOption('--from <places...>', 'files or folders of histories')
    .option('--details', 'what would have happened in every history, not only where it was wrong')
    .addHelpText(
      'after',
      '\nExample: ripcord backtest --policy next.json --against policy.json --from incidents/',
    );
  carryOut(command, session, { input: BacktestInput, run: backtest });
}

const BacktestInput = z.object({
  policy: z.string(),
  against: z.string().optional(),
  from: z.array(z.string()).min(1),
  details: z.boolean().default(false),
});

type Candidate = { name: string; policy: Policy; judgements: Judgement[] };
type Unreadable = { name: string; reason: string };

async function backtest(
  { policy, against, from, details }: z.infer<typeof BacktestInput>,
  { look, screen }: Kit,
): Promise<Answer> {
  from.forEach(refuseTime);
  const candidate: Candidate = { name: policy, policy: await goodPolicy(policy), judgements: [] };
  const other: Candidate | undefined =
    against === undefined
      ? undefined
      : { name: against, policy: await goodPolicy(against), judgements: [] };
  const unreadable: Unreadable[] = [];
  const leftOut: Unreadable[] = [];
  for (const place of from) {
    // oxlint-disable-next-line no-await-in-loop -- one history at a time, they may be large
    for await (const reading of readings(place)) {
      if (reading.status === 'unreadable') {
        unreadable.push({ name: reading.name, reason: reading.reason });
        continue;
      }
      const { history } = reading;
      leftOut.push(...history.leftOut.map((reason) => ({ name: history.name, reason })));
      replayAll(history, other ? [candidate, other] : [candidate]);
      screen.draw([`  ${candidate.judgements.length} histories replayed`]);
    }
  }
  screen.draw([]);
  const result = summed(candidate.judgements);
  const compared = other && { name: path.basename(other.name), result: summed(other.judgements) };
  const own = { name: path.basename(policy), result };
  return {
    json: {
      policy: jsonOf(policy, result),
      ...(compared && { against: jsonOf(other.name, compared.result) }),
      unreadable,
      leftOut,
    },
    lines: showBacktest(own, { compared, details, unreadable, leftOut, look }),
    exit: unreadable.length === 0 ? exits.ok : exits.finding,
  };
}

function replayAll(history: History, candidates: readonly Candidate[]): void {
  for (const { policy, judgements } of candidates) {
    judgements.push(judge(history, replay(history, policy)));
  }
}

/** A place with nothing in it is wrong use, and no reason to end without a word. */
async function* readings(place: string): ReturnType<typeof readCorpus> {
  try {
    yield* readCorpus(place);
  } catch (error) {
    throw error instanceof Failure
      ? error
      : wrongUse(`--from: ${reasonOf(error)}`, { cause: error });
  }
}

/** What the app itself recorded lies in its storage and in Log Analytics, and not behind its API. */
function refuseTime(place: string): void {
  if (/^\d{4}-\d{2}-\d{2}/.test(place) && readInstant(place) !== undefined) {
    throw wrongUse(
      `--from: found the time ${place}, expected files or folders: the app does not hand out what it recorded`,
    );
  }
}

function jsonOf(name: string, result: Backtest): object {
  const { judgements, ...figures } = result;
  return { file: name, ...figures, histories: judgements };
}
