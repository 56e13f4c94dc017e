import { readFile } from 'node:fs/promises';
import { readCorpus } from '../../cli/files/readCorpus';
import { summed } from '../../shared/domain/backtest/backtest';
import type { Backtest } from '../../shared/domain/backtest/backtest';
import { judge } from '../../shared/domain/backtest/judgement';
import type { Judgement } from '../../shared/domain/backtest/judgement';
import { readHistory } from '../../shared/domain/backtest/readHistory';
import type { HistoryReading } from '../../shared/domain/backtest/readHistory';
import {
  percentile,
  renderMatrix,
  renderMisses,
} from '../../shared/domain/backtest/renderBacktest';
import { replay } from '../../shared/domain/backtest/replay';
import { trusting } from '../../shared/domain/backtest/trusting';
import { Policy } from '../../shared/domain/policy';
import { generateHistories } from '../../test/support/corpus/generateHistories';
import type { Bench, Group, Row } from '../group';
import { measureStorm } from './measureStorm';

const defaultSeed = 20_261_121;
const defaultHistories = 324;

/** How well alerts, rows and releases are turned into decisions, on histories whose cause is known. */
export const decide: Group = {
  measures:
    'decisions on labelled histories: precision, recall, kind and release; a storm of 10,000',
  options: [
    { name: 'corpus', value: 'DIR', means: 'histories of others, as docs/corpus.md has them' },
    { name: 'seed', value: 'N', means: `of the generated histories, ${defaultSeed} by default` },
    {
      name: 'histories',
      value: 'N',
      means: `how many are generated, ${defaultHistories} by default`,
    },
    { name: 'policy', value: 'FILE', means: 'a policy.json, for histories that bring none' },
  ],
  run: measureDecisions,
};

async function measureDecisions({ given, say, signal }: Bench): Promise<Row[]> {
  const policy = Policy.parse(
    given['policy'] === undefined ? {} : JSON.parse(await readFile(given['policy'], 'utf8')),
  );
  const { corpus } = given;
  const readings =
    corpus === undefined
      ? generated(
          numberIn(given, 'seed', defaultSeed),
          numberIn(given, 'histories', defaultHistories),
        )
      : readCorpus(corpus);

  const judgements: Judgement[] = [];
  let unreadable = 0;
  for await (const reading of readings) {
    signal.throwIfAborted();
    if (reading.status === 'unreadable') {
      unreadable += 1;
      say(`unreadable ${reading.name}: ${reading.reason}`);
      continue;
    }
    const { history } = reading;
    history.leftOut.forEach((what) => say(`left out of ${history.name}: ${what}`));
    judgements.push(judge(history, replay(history, history.policy ?? trusting(policy, history))));
  }
  const result = summed(judgements);
  say(`\n${renderMatrix(result)}\n`);
  renderMisses(result).forEach(say);
  return [...rowsOf(result, unreadable), ...measureStorm()];
}

function* generated(seed: number, histories: number): Generator<HistoryReading> {
  for (const document of generateHistories({ seed, histories })) {
    yield readHistory(document, 'generated');
  }
}

function rowsOf(result: Backtest, unreadable: number): Row[] {
  const { judgements, minutesToDecision } = result;
  return [
    { name: 'decide/histories', value: judgements.length, unit: '' },
    { name: 'decide/unreadable', value: unreadable, unit: '' },
    { name: 'decide/precision', value: result.precision, unit: '' },
    { name: 'decide/recall', value: result.recall, unit: '' },
    { name: 'decide/kind_and_release', value: result.kindAndRelease, unit: '' },
    { name: 'decide/innocent_rollbacks', value: result.innocentRollBacks, unit: '' },
    {
      name: 'decide/minutes_to_decision_p50',
      value: percentile(minutesToDecision, 0.5),
      unit: 'min',
    },
    {
      name: 'decide/minutes_to_decision_p95',
      value: percentile(minutesToDecision, 0.95),
      unit: 'min',
    },
  ];
}

function numberIn(given: Bench['given'], name: string, otherwise: number): number {
  const text = given[name];
  const number = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    throw new Error(`Expected a whole number from 1 for --${name}, found ${text}`);
  }
  return number;
}
