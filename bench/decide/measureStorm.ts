import { foldReceipts } from '../../shared/domain/alert/foldReceipts';
import type { History } from '../../shared/domain/backtest/history';
import { readHistory } from '../../shared/domain/backtest/readHistory';
import { recordRows } from '../../shared/domain/backtest/recordedRows';
import { decide } from '../../shared/domain/decide/decide';
import { Policy } from '../../shared/domain/policy';
import { plusSeconds } from '../../shared/domain/time';
import { generateStorm } from '../../test/support/corpus/generateStorm';
import type { Row } from '../group';

const storm = 10_000;

/**
 * What ten thousand alerts of one minute cost to fold and decide, and by how much what is kept of
 * them grows over what is kept of a thousand.
 */
export function measureStorm(): Row[] {
  const policy = Policy.parse({});
  const large = historyOf(storm);
  // The first run pays for compiling; the second is what a running app pays.
  judgeAll(large, policy);
  const { cpuSeconds, size } = judgeAll(large, policy);
  return [
    { name: 'decide/receipts10000_cpu_s', value: cpuSeconds, unit: 's' },
    {
      name: 'decide/receipts10000_growth',
      value: size / judgeAll(historyOf(storm / 10), policy).size,
      unit: 'x',
    },
  ];
}

function judgeAll(
  { fleet, releases, receipts, rows }: History,
  policy: Policy,
): { cpuSeconds: number; size: number } {
  const closesAt = plusSeconds(receipts.at(-1)?.receivedAt ?? '', policy.triage.windowSeconds);
  // The database bins rows before the app sees them, so that is not counted.
  const evidence = recordRows(rows).evidenceAt(closesAt, { fleet, policy });

  const before = process.cpuUsage();
  const { folded } = foldReceipts(receipts, { fleet, policy, asOf: closesAt });
  const decision = decide({ alerts: folded, evidence, releases, fleet, policy, now: closesAt });
  const { user, system } = process.cpuUsage(before);
  if (decision.action !== 'rollBack') {
    throw new Error(`Expected the storm to end in a rollback, found ${decision.reason}`);
  }
  return { cpuSeconds: (user + system) / 1e6, size: JSON.stringify({ folded, decision }).length };
}

function historyOf(receipts: number): History {
  const reading = readHistory(generateStorm({ seed: 1, receipts }), 'storm');
  if (reading.status === 'unreadable') {
    throw new Error(`The generated storm cannot be read: ${reading.reason}`);
  }
  return reading.history;
}
