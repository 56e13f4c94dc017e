import type { Backtest } from '../../shared/domain/backtest/backtest';
import {
  renderBacktest,
  renderMatrix,
  renderMisses,
} from '../../shared/domain/backtest/renderBacktest';
import { forPeople } from '../../shared/domain/time';
import type { Look } from '../text/look';
import { plain } from '../text/plain';
import { table } from '../text/table';
import { wrapHanging } from '../text/wrap';
import { counted } from './circuitNames';

type Named = { name: string; result: Backtest };
type Told = { name: string; reason: string };
type Scene = {
  compared: Named | undefined;
  details: boolean;
  unreadable: readonly Told[];
  leftOut: readonly Told[];
  look: Look;
};

/** What a policy came to: the matrix, what it got wrong, and the figures, last. */
export function showBacktest(candidate: Named, scene: Scene): string[] {
  const { compared, details, unreadable, leftOut, look } = scene;
  const { result } = candidate;
  const misses = renderMisses(result);
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : [
          '',
          look.paint('yellow', title),
          ...lines.flatMap((line) => wrapHanging(`  ${plain(line)}`, look.width, '    ')),
        ];
  return [
    ...renderMatrix(result).split('\n').map(plain),
    ...(details ? ['', ...happened(result, look)] : list('Not as it should be', misses)),
    ...list(`${counted(leftOut.length, 'document')} left out`, told(leftOut)),
    ...list(`Could not be read: ${unreadable.length}`, told(unreadable)),
    '',
    ...renderBacktest(candidate, compared).split('\n').map(plain),
  ];
}

function told(all: readonly Told[]): string[] {
  return all.map(({ name, reason }) => `${name}: ${reason}`);
}

/** One line for each history: what would have happened, when, and why. */
function happened({ judgements }: Backtest, look: Look): string[] {
  const rows = judgements.map(({ history, verdict, rollBacks, decided }) => [
    history,
    {
      text: verdict,
      style: ['wrong', 'missed', 'innocent'].includes(verdict) ? ('red' as const) : undefined,
    },
    rollBacks.length === 0
      ? (decided?.action ?? 'nothing')
      : rollBacks
          .map(({ kind, release, at }) => `${forPeople(at).slice(0, 16)} ${kind} of ${release}`)
          .join('; '),
    decided?.reason ?? 'no alert stood',
  ]);
  return table({ heads: ['history', 'verdict', 'would have', 'why'], rows }, look);
}
