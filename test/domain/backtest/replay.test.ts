import { describe, expect, it } from '@jest/globals';
import { backtest } from '../../../shared/domain/backtest/backtest';
import { judge } from '../../../shared/domain/backtest/judgement';
import { readHistory } from '../../../shared/domain/backtest/readHistory';
import {
  renderBacktest,
  renderMatrix,
  renderMisses,
} from '../../../shared/domain/backtest/renderBacktest';
import { replay } from '../../../shared/domain/backtest/replay';
import type { Replay } from '../../../shared/domain/backtest/replay';
import { aPolicy } from '../../support/builders';
import { aHistoryDocument } from '../../support/corpus/aHistory';

function aHistory(over: Record<string, unknown> = {}) {
  const reading = readHistory(aHistoryDocument(over), 'history');
  if (reading.status === 'unreadable') {
    throw new Error(reading.reason);
  }
  return reading.history;
}

const quiet = { action: 'none', note: 'nothing was wrong' };

describe('replay', () => {
  const { rollBacks, decisions, endings, firstAlertAt } = replay(aHistory(), aPolicy());

  it('rolls back what the app would have rolled back, once, and merges what comes later', () => {
    expect(rollBacks).toEqual([
      {
        release: 'Release-123',
        kind: 'environment',
        at: expect.stringMatching(/^2026-11-21T09:4/),
      },
    ]);
    expect(
      decisions.filter(({ decision }) => decision.action === 'rollBack').length,
    ).toBeGreaterThan(1);
    expect(endings.merged).toBeGreaterThan(0);
  });

  it('judges each window when it closes, and gives every receipt one ending', () => {
    expect(firstAlertAt).toBe('2026-11-21T09:43:00.000Z');
    for (const { window, at } of decisions) {
      expect(Date.parse(at) - Date.parse(window)).toBeGreaterThanOrEqual(60_000);
    }
    const { acted, merged, suppressed, rejected } = endings;
    expect(acted + merged + suppressed + rejected).toBe(12);
  });

  it('sees no row before it came in', () => {
    const { jobs } = aHistoryDocument() as { jobs: Record<string, unknown>[] };
    const late = jobs.map((row) => ({ ...row, _TimeReceived: '2026-11-21T10:10:00Z' }));

    const [first] = replay(aHistory({ jobs: late }), aPolicy()).rollBacks;

    expect(first?.at ?? '').toMatch(/^2026-11-21T10:1/);
  });

  it('rolls nothing back where nothing was measured', () => {
    expect(replay(aHistory({ jobs: [] }), aPolicy()).rollBacks).toEqual([]);
  });

  it('is not moved by the order of receipts and rows, nor by receipts that come twice', () => {
    const { receipts, jobs } = aHistoryDocument() as { receipts: unknown[]; jobs: unknown[] };
    const shuffled = aHistory({
      receipts: [...receipts, ...receipts].toReversed(),
      jobs: jobs.toReversed(),
    });

    expect(replay(shuffled, aPolicy()).rollBacks).toEqual(rollBacks);
  });
});

describe('judge', () => {
  const rolledBack = (release: string, kind: 'model' | 'environment') => ({
    release,
    kind,
    at: '2026-11-21T09:46:00.000Z',
  });
  const aReplay = (rollBacks: Replay['rollBacks']): Replay => ({
    decisions: [],
    rollBacks,
    gravest: undefined,
    firstAlertAt: undefined,
    endings: { acted: 0, merged: 0, suppressed: 0, rejected: 0 },
  });
  const both = { action: 'rollBack', kind: 'both', releases: ['a', 'b'] };

  it.each([
    {
      truth: both,
      found: [rolledBack('a', 'environment'), rolledBack('b', 'model')],
      verdict: 'right',
    },
    { truth: both, found: [rolledBack('a', 'environment')], verdict: 'wrong' },
    {
      truth: { action: 'rollBack', kind: 'model' },
      found: [rolledBack('a', 'environment')],
      verdict: 'wrong',
    },
    { truth: { action: 'rollBack' }, found: [rolledBack('a', 'environment')], verdict: 'right' },
    { truth: both, found: [rolledBack('c', 'model')], verdict: 'missed' },
    { truth: both, found: [], verdict: 'missed' },
    { truth: quiet, found: [rolledBack('a', 'model')], verdict: 'innocent' },
    { truth: quiet, found: [], verdict: 'held' },
    { truth: undefined, found: [rolledBack('a', 'model')], verdict: 'unlabelled' },
  ])(
    'calls $found.length rollbacks under the truth $truth $verdict',
    ({ truth, found, verdict }) => {
      expect(judge(aHistory({ truth }), aReplay(found)).verdict).toBe(verdict);
    },
  );

  it('measures from when a person could have known, and against when people acted', () => {
    const judgement = judge(aHistory(), aReplay([rolledBack('Release-123', 'environment')]));

    expect(judgement).toMatchObject({ minutesToDecision: 15, minutesSaved: 44 });
  });
});

describe('backtest', () => {
  const histories = [
    aHistory(),
    aHistory({ name: 'mislabelled', truth: quiet }),
    aHistory({ name: 'unmeasured', jobs: [] }),
  ];
  const standard = backtest(histories, () => aPolicy());
  const blind = backtest(histories, () => aPolicy({ withoutRules: ['batch-failures-multi'] }));

  it('[U05] counts rollbacks that would have happened, false and missed ones, and minutes saved', () => {
    expect(standard).toMatchObject({
      rollBacks: 2,
      innocentRollBacks: 1,
      precision: 0.5,
      recall: 0.5,
      kindAndRelease: 1,
      verdicts: { right: 1, innocent: 1, missed: 1, wrong: 0, held: 0, unlabelled: 0 },
    });
    expect(standard.minutesSaved).toBeGreaterThan(30);
    expect(standard.minutesToDecision).toHaveLength(1);
  });

  it('[U05] shows what another policy would have done instead', () => {
    expect(blind).toMatchObject({ rollBacks: 0, precision: 1, recall: 0 });
    expect(
      renderBacktest({ name: 'policy', result: standard }, { name: 'blind', result: blind }).split(
        '\n',
      ),
    ).toEqual([
      expect.stringMatching(/^ +policy +blind$/),
      expect.stringMatching(/^histories +3 +3$/),
      expect.stringMatching(/^rollbacks +2 +0$/),
      expect.stringMatching(/^false +1 +0$/),
      expect.stringMatching(/^missed +1 +2$/),
      expect.stringMatching(/^precision +0\.500 +1\.000$/),
      expect.stringMatching(/^recall +0\.500 +0\.000$/),
      expect.stringMatching(/^right kind and release +1\.000 +1\.000$/),
      expect.stringMatching(/^minutes to decision, median +\d+\.\d +0\.0$/),
      expect.stringMatching(/^minutes saved +\d+ +0$/),
    ]);
  });

  it('tells by class what came of it, and of each that went wrong why', () => {
    expect(renderMatrix(standard).split('\n')).toEqual([
      'class        histories  right  missed  innocent',
      'environment          2      1       1         ·',
      'none                 1      ·       ·         1',
    ]);
    expect(renderMisses(standard)).toEqual([
      expect.stringMatching(
        /^innocent mislabelled: expected no rollback; rolled environment of Release-123 back at .+: .+/,
      ),
      expect.stringMatching(
        /^missed unmeasured: expected rollback of environment by Release-123; .+/,
      ),
    ]);
  });
});
