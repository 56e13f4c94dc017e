import type { Backtest } from './backtest';
import { verdicts } from './judgement';
import type { Judgement } from './judgement';

/** The matrix of a back-test as a table for people: what each class of histories came to. */
export function renderMatrix({ judgements }: Backtest): string {
  const used = verdicts.filter((each) => judgements.some(({ verdict }) => verdict === each));
  const classes = [...new Set(judgements.map((one) => one.class))];
  return table([
    ['class', 'histories', ...used],
    ...classes.map((name) => {
      const own = judgements.filter((one) => one.class === name);
      const counts = used.map((each) => own.filter(({ verdict }) => verdict === each).length);
      return [name, ...[own.length, ...counts].map((count) => (count === 0 ? '·' : String(count)))];
    }),
  ]);
}

/** One line for each history that did not end as it should have, with the reason that was given. */
export function renderMisses({ judgements }: Backtest): string[] {
  return judgements
    .filter(({ verdict }) => ['wrong', 'missed', 'innocent'].includes(verdict))
    .map((one) => {
      const reason = one.decided?.reason ?? 'no alert stood';
      return `${one.verdict} ${one.history}: expected ${expectedOf(one)}; ${foundOf(one)}: ${reason}`;
    });
}

/** The figures of one policy, or of two side by side. */
export function renderBacktest(
  candidate: { name: string; result: Backtest },
  other?: { name: string; result: Backtest },
): string {
  const columns = other ? [candidate, other] : [candidate];
  const line = (name: string, of: (result: Backtest) => string) => [
    name,
    ...columns.map(({ result }) => of(result)),
  ];
  return table([
    ['', ...columns.map(({ name }) => name)],
    line('histories', ({ judgements }) => String(judgements.length)),
    line('rollbacks', (result) => String(result.judgements.flatMap((one) => one.rollBacks).length)),
    line('false', ({ innocentRollBacks }) => String(innocentRollBacks)),
    line('missed', (result) => String(result.verdicts.missed)),
    line('precision', ({ precision }) => precision.toFixed(3)),
    line('recall', ({ recall }) => recall.toFixed(3)),
    line('right kind and release', ({ kindAndRelease }) => kindAndRelease.toFixed(3)),
    line('minutes to decision, median', ({ minutesToDecision }) =>
      percentile(minutesToDecision, 0.5).toFixed(1),
    ),
    line('minutes saved', ({ minutesSaved }) => minutesSaved.toFixed(0)),
  ]);
}

/** The value that this share of them does not exceed; 0 of none. Takes them in order. */
export function percentile(inOrder: readonly number[], share: number): number {
  return inOrder[Math.max(0, Math.ceil(inOrder.length * share) - 1)] ?? 0;
}

function expectedOf({ truth }: Judgement): string {
  if (truth?.action !== 'rollBack') {
    return 'no rollback';
  }
  return `rollback of ${truth.kind ?? 'any kind'} by ${truth.releases?.join(' and ') ?? 'any release'}`;
}

function foundOf({ rollBacks, decided }: Judgement): string {
  return rollBacks.length === 0
    ? (decided?.action ?? 'nothing')
    : rollBacks
        .map(({ release, kind, at }) => `rolled ${kind} of ${release} back at ${at}`)
        .join(', ');
}

/** The first column to the left, the others to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths?.[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
