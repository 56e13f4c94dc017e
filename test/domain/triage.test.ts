import { describe, expect, it } from '@jest/globals';
import type { Blamed } from '../../shared/domain/decide/blamed';
import { Incident } from '../../shared/domain/incident';
import { fateOf, incidentFor } from '../../shared/domain/triage';
import { aRollBack, anEscalation } from '../support/aDecision';
import { aFolded, start } from '../support/builders';

const rollBack = aRollBack({ reason: 'jobs fail' });
const escalate = anEscalation();
const around = { alerts: aFolded(), now: '2026-11-21T00:41:00.500Z', window: start };

describe('incidentFor', () => {
  it('names an incident after its release and its window', () => {
    const incident = incidentFor(rollBack, around);

    expect(incident).toMatchObject({
      id: 'Release-123-20261121T004000.000Z',
      status: 'rollingBack',
      kind: 'environment',
      release: 'Release-123',
      origin: { by: 'alerts', firstFiredAt: '2026-11-21T00:39:00.000Z', alerts: 1 },
      openedAt: '2026-11-21T00:41:00.500Z',
    });
  });

  it('comes to one incident for all unexplained trouble of an hour', () => {
    const early = incidentFor(escalate, { ...around, window: '2026-11-21T00:00:00.000Z' });
    const late = incidentFor(escalate, { ...around, window: '2026-11-21T00:59:00.000Z' });
    const next = incidentFor(escalate, { ...around, window: '2026-11-21T01:00:00.000Z' });

    expect(early).toMatchObject({ status: 'open', kind: 'unexplained' });
    expect(late.id).toBe(early.id);
    expect(next.id).not.toBe(early.id);
  });

  it('carries all that is blamed and the reasons along', () => {
    const blamed: Blamed[] = [
      { release: 'E', kind: 'environment', scope: { of: 'release' } },
      { release: 'M', kind: 'model', scope: { of: 'circuits', circuits: rollBack.failing } },
    ];

    const incident = incidentFor(aRollBack({ kind: 'both', blamed }), around);

    expect(incident).toMatchObject({
      id: 'E-20261121T004000.000Z',
      kind: 'both',
      release: 'E',
      blamed,
      explanation: rollBack.explanation,
    });
  });

  it('opens another incident for another sort of trouble in the same hour', () => {
    const holds = ['noRelease', 'asUsual', 'unchangedFail', 'unmeasured', 'rolledBack'] as const;

    const ids = holds.map((hold) => incidentFor(anEscalation({ hold }), around).id);

    expect(ids.map((id) => id.replace(/-2026.*/, ''))).toEqual([
      'unexplained',
      'unexplained',
      'common-cause',
      'unmeasured',
      'relapse',
    ]);
  });

  it('makes an id that is one, of a release whose name is as long as it may be', () => {
    const incident = incidentFor(
      aRollBack({
        blamed: [{ release: 'r'.repeat(64), kind: 'environment', scope: { of: 'release' } }],
      }),
      around,
    );

    expect(Incident.safeParse(incident).success).toBe(true);
  });

  it('takes the moment of the decision where no alert says when it fired', () => {
    const { firstFiredAt: _, ...alerts } = aFolded({ standing: 0 });

    expect(incidentFor(escalate, { ...around, alerts }).origin).toEqual({
      by: 'alerts',
      firstFiredAt: around.now,
      alerts: 1,
    });
  });
});

describe('fateOf', () => {
  const incident = incidentFor(rollBack, around);

  it.each([
    {
      opening: { status: 'opened' as const },
      expected: { ending: 'acted', reason: 'jobs fail', incident: incident.id },
    },
    {
      opening: { status: 'running' as const, incident: 'other' },
      expected: { ending: 'merged', reason: 'the incident runs already', incident: 'other' },
    },
    {
      opening: { status: 'ended' as const, incident: 'other' },
      expected: {
        ending: 'suppressed',
        reason: 'the release was rolled back already',
        incident: 'other',
      },
    },
  ])('ends alerts as $expected.ending when the incident is $opening.status', (row) => {
    expect(fateOf(incident, row.opening)).toEqual(row.expected);
  });
});
