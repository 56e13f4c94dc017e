import { describe, expect, it } from '@jest/globals';
import type { History } from '../../../shared/domain/backtest/history';
import { readHistory } from '../../../shared/domain/backtest/readHistory';
import { alertBody } from '../../support/builders';
import { aHistoryDocument } from '../../support/corpus/aHistory';

function read(over: Record<string, unknown> = {}): History {
  const reading = readHistory(aHistoryDocument(over), 'unnamed');
  if (reading.status === 'unreadable') {
    throw new Error(reading.reason);
  }
  return reading.history;
}

function refused(over: Record<string, unknown>): string {
  const reading = readHistory(aHistoryDocument(over), 'unnamed');
  return reading.status === 'read' ? 'read' : reading.reason;
}

describe('readHistory', () => {
  it('reads what was written down, with receipts in order of arrival', () => {
    const { receipts, ...history } = read({
      receipts: [
        { receivedAt: '2026-11-21T09:45:00+00:00', body: 'second' },
        { receivedAt: '2026-11-21 09:44', body: { first: true } },
      ],
    });

    expect(receipts.map(({ receivedAt, body }) => [receivedAt, body])).toEqual([
      ['2026-11-21T09:44:00.000Z', '{"first":true}'],
      ['2026-11-21T09:45:00.000Z', 'second'],
    ]);
    expect(history).toMatchObject({
      name: 'broken-image',
      class: 'environment',
      releases: [{ id: 'Release-123', at: '2026-11-21T09:30:00.000Z' }],
      truth: { action: 'rollBack', at: '2026-11-21T09:31:00.000Z' },
      leftOut: [],
    });
  });

  const circuits = ['C001', 'C002', 'C003'];
  const plants = [
    { id: 'P001', circuits },
    { id: 'P002', circuits },
  ];

  it.each([
    { what: 'plants by name', over: { fleet: { plants: { P001: circuits, P002: circuits } } } },
    {
      what: 'a list of circuits at the top',
      over: {
        fleet: undefined,
        circuits: plants.flatMap(({ id, circuits: own }) =>
          own.map((circuit) => ({ plant_id: id, circuit_id: circuit })),
        ),
      },
    },
    { what: 'nothing but what releases and rows speak of', over: { fleet: undefined } },
  ])('knows the fleet from $what', ({ over }) => {
    expect(read(over).fleet.plants).toEqual(plants);
  });

  it('takes the names of the tables, and alerts, for the names of the fields', () => {
    const { jobs, receipts, ...rest } = aHistoryDocument();

    const reading = readHistory({ ...rest, BatchJobRuns_CL: jobs, alerts: receipts }, 'unnamed');

    expect(reading).toEqual({ status: 'read', history: read() });
  });

  it('takes a bare payload to have come when it fired', () => {
    const body = alertBody({ firedAt: '2026-11-21T09:44:13.1234567Z' });

    const [receipt] = read({ receipts: [JSON.parse(body)] }).receipts;

    expect(receipt).toMatchObject({ receivedAt: '2026-11-21T09:44:13.123Z', body });
  });

  it.each([
    { truth: 'none', means: { action: 'none' } },
    { truth: { action: 'escalate', note: 'outage' }, means: { action: 'none', note: 'outage' } },
    {
      truth: { action: 'roll_back', kind: 'Env', release: 'Release-1' },
      means: { action: 'rollBack', kind: 'environment', releases: ['Release-1'] },
    },
    {
      truth: { action: 'rollback', kind: null, releases: [{ id: 'a' }, { release_id: 'b' }] },
      means: { action: 'rollBack', releases: ['a', 'b'] },
    },
  ])('understands the truth $truth', ({ truth, means }) => {
    expect(read({ truth }).truth).toEqual(means);
  });

  it('leaves out what the app would leave out, and says so', () => {
    const { leftOut, releases, receipts } = read({
      releases: [{ release_id: 'half' }],
      receipts: [{ receivedAt: 'yesterday', body: {} }],
    });

    expect({ releases, receipts }).toEqual({ releases: [], receipts: [] });
    expect(leftOut).toEqual([
      expect.stringContaining('releases[0]: '),
      'receipts[0]: expected receivedAt, found yesterday',
      'receipts: there are none, so nothing is judged',
      'truth names Release-123, which is not among the releases',
    ]);
  });

  it.each([
    { over: { fleet: { plants: [{ id: 'P 1', circuits }] } }, reason: 'fleet: ' },
    {
      over: { truth: { action: 'maybe' } },
      reason: 'truth: expected action rollBack or none, found maybe',
    },
    {
      over: { truth: { action: 'rollBack', at: 'noon' } },
      reason: 'expected a moment in ISO 8601, found noon',
    },
    { over: { policy: { preset: 'mine' } }, reason: 'policy: ' },
    { over: { jobs: 'none' }, reason: 'jobs' },
  ])('refuses what contradicts itself: $reason', ({ over, reason }) => {
    expect(refused(over)).toContain(reason);
  });
});
