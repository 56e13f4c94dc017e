import { describe, expect, it } from '@jest/globals';
import { recordRows } from '../../../shared/domain/backtest/recordedRows';
import { evidenceFrom } from '../../../shared/domain/evidence/evidenceFrom';
import { horizonOf } from '../../../shared/domain/evidence/horizon';
import { plusSeconds } from '../../../shared/domain/time';
import { aPolicy } from '../../support/builders';
import { readHistory } from '../../../shared/domain/backtest/readHistory';
import { generateHistories } from '../../support/corpus/generateHistories';

function firstOf(seed: number) {
  const [document] = [...generateHistories({ seed, histories: 1, fleet: { circuits: 6 } })];
  const reading = readHistory(document, 'first');
  if (reading.status === 'unreadable') {
    throw new Error(reading.reason);
  }
  return reading.history;
}

describe('recordRows', () => {
  it.each([1, 2, 3])(
    'says at every moment what the rows of the time said, with seed %d',
    (seed) => {
      const { fleet, rows, receipts } = firstOf(seed);
      const policy = aPolicy();
      const recorded = recordRows(rows);
      const first = receipts[0]?.receivedAt ?? '';

      for (const seconds of [0, 61, 600, 3725]) {
        const now = plusSeconds(first, seconds);
        const visible = (row: unknown) =>
          ((row as Record<string, string>)['_TimeReceived'] ?? '') <= now;
        const atOnce = evidenceFrom(
          { jobs: rows.jobs.filter(visible), metrics: rows.metrics.filter(visible) },
          { fleet, ...horizonOf(policy, now) },
        );

        expect(rounded(recorded.evidenceAt(now, { fleet, policy }))).toEqual(rounded(atOnce));
      }
    },
  );

  it('counts a job by its last state, however often it spoke', () => {
    const { fleet } = firstOf(1);
    const plant = fleet.plants[0]!;
    const row = (TimeGenerated: string, status: string) => ({
      TimeGenerated,
      status,
      endpoint_name: fleet.naming.endpoint.replace('{plant}', plant.id),
      circuit_id: plant.circuits[0],
      job_id: 'job-1',
    });
    const { evidenceAt } = recordRows({
      jobs: [
        row('2026-11-21T09:00:00Z', 'Failed'),
        row('2026-11-21T09:05:00Z', 'Running'),
        row('2026-11-21T09:10:00Z', 'Completed'),
      ],
      metrics: [],
    });
    const policy = aPolicy({ evidence: { ingestionDelaySeconds: 0 } });
    const failedAt = (now: string) => {
      const { jobs } = evidenceAt(now, { fleet, policy });
      return jobs.answer === 'measured'
        ? jobs.circuits.flatMap(({ samples }) => samples.map(({ failed }) => failed))
        : jobs.answer;
    };

    expect(failedAt('2026-11-21T09:01:00.000Z')).toEqual([1]);
    expect(failedAt('2026-11-21T09:06:00.000Z')).toEqual([]);
    expect(failedAt('2026-11-21T09:11:00.000Z')).toEqual([0]);
  });
});

/** Sums of fractions may differ in the last digit by the order they were taken in. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'number' ? Number(each.toPrecision(12)) : each,
    ),
  );
}
