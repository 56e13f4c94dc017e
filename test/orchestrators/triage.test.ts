import { describe, expect, it } from '@jest/globals';
import { triage } from '../../functions/orchestrators/triage';
import type { Fate } from '../../shared/domain/alert/receipt';
import type { Decision } from '../../shared/domain/decide/decision';
import type { Aftermath } from '../../shared/domain/lookAgain';
import type { Incident } from '../../shared/domain/incident';
import { plusSeconds, secondsBetween } from '../../shared/domain/time';
import type { Opening } from '../../shared/domain/triage';
import { aRollBack, anEscalation, ignored } from '../support/aDecision';
import { aFolded, aPolicy, start } from '../support/builders';
import { replay } from '../support/replay';

const input = { window: start, closesAt: plusSeconds(start, 60) };
const incidentId = 'Release-123-20261121T004000.000Z';

const ignore = ignored();
const rollBack = aRollBack();
const escalate = (evidence: 'measured' | 'unknown') =>
  anEscalation({ evidence, reason: `it is ${evidence}` });

type Scene = {
  decisions: Decision[];
  opening?: Opening;
  alerts?: ReturnType<typeof aFolded>;
  evidence?: { ingestionDelaySeconds: number };
  /** What became of the alerts, look by look; the last one stays. */
  aftermaths?: Aftermath[];
  /** What the activity of this name throws. */
  faults?: Record<string, string>;
};

/** Plays a triage; the decisions come one after the other, and the last one stays. */
async function play({
  decisions,
  opening,
  alerts = aFolded(),
  evidence,
  aftermaths = ['standing'],
  faults = {},
}: Scene) {
  const settled: { window: string; fate: Fate }[] = [];
  const opened: Incident[] = [];
  let judged = 0;
  let followed = 0;
  const replayed = await replay(triage, {
    input,
    startsAt: plusSeconds(start, 1.5),
    answers: {
      readPolicy: () => aPolicy(evidence && { evidence }),
      gatherAlerts: () => {
        fail(faults['gatherAlerts']);
        return alerts;
      },
      judgeAlerts: () => {
        fail(faults['judgeAlerts']);
        judged += 1;
        return decisions[Math.min(judged, decisions.length) - 1];
      },
      followAlerts: () => {
        fail(faults['followAlerts']);
        followed += 1;
        return aftermaths[Math.min(followed, aftermaths.length) - 1];
      },
      openIncident: (incident: Incident) => {
        opened.push(incident);
        const isSecond = opening?.status === 'relapsed' && opened.length > 1;
        return opening === undefined || isSecond ? { status: 'opened' } : opening;
      },
      settleReceipts: (asked: { window: string; fate: Fate }) => void settled.push(asked),
      rollBackFleet: () => ({ status: 'ended', incident: 'closed' }),
    },
  });
  return { ...replayed, settled, opened, names: replayed.asked.map(({ name }) => name) };
}

function fail(message: string | undefined): void {
  if (message !== undefined) {
    throw new Error(message);
  }
}

describe('triage', () => {
  it('calls a person when a rollback did not help, and does not do it again', async () => {
    const { opened, names, settled } = await play({
      decisions: [rollBack],
      opening: { status: 'relapsed', incident: 'earlier' },
    });

    expect(opened.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
      'environment rollingBack',
      'unexplained open',
    ]);
    expect(opened[1]?.reason).toContain('earlier has rolled that back already');
    expect(names).not.toContain('rollBackFleet');
    expect(settled).toMatchObject([{ fate: { ending: 'acted' } }]);
  });

  it.each(['gatherAlerts', 'judgeAlerts'])(
    'calls a person when %s fails for good, rather than end without a word',
    async (name) => {
      const { opened } = await play({ decisions: [ignore], faults: { [name]: 'storage is away' } });

      expect(opened).toMatchObject([{ kind: 'unexplained', status: 'open' }]);
      expect(opened[0]?.reason).toContain('storage is away');
    },
  );

  it('waits for its window to close before it looks at the alerts', async () => {
    const { timers, asked } = await play({ decisions: [ignore] });

    expect(timers).toEqual([input.closesAt]);
    expect(asked[0]).toEqual({ name: 'gatherAlerts', input: { window: start } });
  });

  it('leaves the fleet alone when there is nothing in the alerts, and settles them [A10]', async () => {
    const { result, names, settled } = await play({ decisions: [ignore] });

    expect(result).toEqual({ decision: ignore });
    expect(names).toEqual(['gatherAlerts', 'readPolicy', 'judgeAlerts', 'settleReceipts']);
    expect(settled).toEqual([
      { window: start, fate: { ending: 'suppressed', reason: 'no alert stands' } },
    ]);
  });

  it('rolls back what is to blame, under an incident that is opened first [B02] [J17]', async () => {
    const { result, names, opened, settled, asked } = await play({ decisions: [rollBack] });

    expect(result).toEqual({ decision: rollBack, incident: incidentId });
    expect(names).toEqual([
      'gatherAlerts',
      'readPolicy',
      'judgeAlerts',
      'openIncident',
      'settleReceipts',
      'rollBackFleet',
    ]);
    expect(opened).toMatchObject([
      { id: incidentId, release: 'Release-123', openedAt: input.closesAt },
    ]);
    expect(settled).toEqual([
      {
        window: start,
        fate: { ending: 'acted', reason: 'jobs fail on 41 circuits', incident: incidentId },
      },
    ]);
    expect(asked.at(-1)).toMatchObject({ id: `rollback-${incidentId}`, input: opened[0] });
  });

  it('asks a person when nobody is to blame, and writes nothing [T17]', async () => {
    const { result, names, opened } = await play({ decisions: [escalate('measured')] });

    expect(result.incident).toBe('unexplained-20261121T000000.000Z');
    expect(opened).toMatchObject([{ status: 'open', kind: 'unexplained' }]);
    expect(names).not.toContain('rollBackFleet');
  });

  it('asks again while the evidence is unknown, and then asks a person', async () => {
    const { result, names, timers } = await play({ decisions: [escalate('unknown')] });

    expect(names.filter((name) => name === 'judgeAlerts')).toHaveLength(3);
    expect(timers).toEqual([60, 90, 120].map((seconds) => plusSeconds(start, seconds)));
    expect(result).toMatchObject({ decision: { action: 'escalate', evidence: 'unknown' } });
  });

  it('waits for the rows of what the alerts saw before an unknown counts', async () => {
    const evidence = { ingestionDelaySeconds: 180 };
    const { names, timers } = await play({ decisions: [escalate('unknown')], evidence });

    expect(timers).toEqual([60, 120, 150, 180].map((seconds) => plusSeconds(start, seconds)));
    expect(names.filter((name) => name === 'judgeAlerts')).toHaveLength(4);
  });

  it.each([
    { severity: 'Sev0' as const, times: 2 },
    { severity: 'Sev1' as const, times: 2 },
    { severity: 'Sev2' as const, times: 3 },
  ])(
    'calls a person after $times unknowns in a row on a $severity',
    async ({ severity, times }) => {
      const alerts = aFolded({ severity });

      const { names } = await play({ decisions: [escalate('unknown')], alerts });

      expect(names.filter((name) => name === 'judgeAlerts')).toHaveLength(times);
    },
  );

  it.each(['alert', 'restart', 'investigate'] as const)(
    'opens an incident for a person where the rules ask to %s, and writes nothing [A21]',
    async (action) => {
      const lesser = { ...ignored('p99 on P001/C001'), action, rules: ['p99-relative'] };

      const { names, opened, settled } = await play({ decisions: [lesser] });

      expect(opened).toMatchObject([
        { id: `${action}-p99-relative-20261121T000000.000Z`, status: 'open', kind: action },
      ]);
      expect(names).not.toContain('rollBackFleet');
      expect(settled).toMatchObject([{ fate: { ending: 'acted' } }]);
    },
  );

  it('acts when what was unknown becomes known', async () => {
    const { result, names } = await play({ decisions: [escalate('unknown'), rollBack] });

    expect(result.decision).toEqual(rollBack);
    expect(names).toContain('rollBackFleet');
  });

  it.each([
    { status: 'running' as const, ending: 'merged' },
    { status: 'ended' as const, ending: 'suppressed' },
  ])('starts nothing when an incident of the same cause is $status', async ({ status, ending }) => {
    const opening = { status, incident: 'earlier' };

    const { result, names, settled } = await play({ decisions: [rollBack], opening });

    expect(result).toEqual({ decision: rollBack, incident: 'earlier' });
    expect(settled).toMatchObject([{ fate: { ending, incident: 'earlier' } }]);
    expect(names).not.toContain('rollBackFleet');
  });

  it('does not wait for a window that has closed already', async () => {
    const { timers } = await replay(triage, {
      input,
      startsAt: plusSeconds(start, 300),
      answers: {
        readPolicy: () => aPolicy(),
        gatherAlerts: () => aFolded(),
        judgeAlerts: () => ignore,
        settleReceipts: () => null,
      },
    });

    expect(timers).toEqual([]);
  });

  it('refuses an input that is none', async () => {
    await expect(replay(triage, { input: { window: 'now' }, answers: {} })).rejects.toThrow(
      'window',
    );
  });

  describe('when a young release may yet show as the cause', () => {
    const undecided = 'the alerts stand, and Release-123 may yet show as their cause';
    const ignoredYet = { ...ignore, undecided } as Decision;
    const minutesOf = (timers: readonly string[]) =>
      timers.map((at) => secondsBetween(plusSeconds(start, 60), at) / 60);

    it('looks again after 5, 10, 20 and 40 minutes, and files the endings at once', async () => {
      const { timers, settled, names, result } = await play({ decisions: [ignoredYet] });

      expect(minutesOf(timers)).toEqual([0, 5, 10, 20, 40]);
      expect(names.filter((name) => name === 'judgeAlerts')).toHaveLength(5);
      expect(settled).toEqual([
        {
          window: start,
          fate: { ending: 'suppressed', reason: `${ignoredYet.reason}; ${undecided}` },
        },
      ]);
      expect(result).toEqual({ decision: ignoredYet });
    });

    it('rolls back when a later look blames it, and says what the looks before came to', async () => {
      const { opened, names, timers } = await play({
        decisions: [ignoredYet, ignoredYet, rollBack],
      });

      expect(minutesOf(timers)).toEqual([0, 5, 10]);
      expect(opened).toMatchObject([{ status: 'rollingBack' }]);
      expect(opened[0]?.explanation?.looks?.map(({ reason }) => reason)).toEqual([
        ignoredYet.reason,
        ignoredYet.reason,
      ]);
      expect(names.filter((name) => name === 'rollBackFleet')).toHaveLength(1);
    });

    it.each<{ aftermath: Aftermath }>([{ aftermath: 'over' }, { aftermath: 'succeeded' }])(
      'stops looking once the alerts are $aftermath',
      async ({ aftermath }) => {
        const { names } = await play({
          decisions: [ignoredYet, rollBack],
          aftermaths: [aftermath],
        });

        expect(names.filter((name) => name === 'judgeAlerts')).toHaveLength(1);
        expect(names).not.toContain('rollBackFleet');
      },
    );

    it('keeps to what it came to when a later look breaks', async () => {
      const { result, settled } = await play({
        decisions: [ignoredYet],
        faults: { followAlerts: 'storage is away' },
      });

      expect(result).toEqual({ decision: ignoredYet });
      expect(settled).toHaveLength(1);
    });
  });
});
