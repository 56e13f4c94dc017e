import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../shared/domain/deployment';
import { needsPerson, reportOf, summaryOf, tally } from '../../shared/domain/report';
import type { Story } from '../../shared/domain/report';
import { anIncident, ended, restored, start } from '../support/builders';

const endedAt = '2026-11-21T00:43:05.000Z';
const aStory = (over: Partial<Story> = {}): Story => ({
  phases: [],
  outcomes: [restored()],
  checks: [],
  ...over,
});

const stoppedBefore = { ...ended('untouched', 'the kill switch is on'), stopped: true } as Outcome;

describe('reportOf', () => {
  it.each([
    { what: 'all is restored', story: aStory(), status: 'closed' },
    {
      what: 'what is left was left alone',
      story: aStory({ outcomes: [restored(), ended('untouched', 'already there')] }),
      status: 'closed',
    },
    {
      what: 'it was stopped before it came to one circuit',
      story: aStory({ outcomes: [restored(), stoppedBefore] }),
      status: 'open',
    },
    {
      what: 'one circuit failed',
      story: aStory({ outcomes: [restored(), ended('failed', 'gone')] }),
      status: 'open',
    },
    {
      what: 'one circuit is not known to be right [F19]',
      story: aStory({ outcomes: [restored(), ended('unverified', 'hangs')] }),
      status: 'open',
    },
    {
      what: 'the rollback as a whole met trouble, whatever the circuits say',
      story: aStory({ trouble: 'no metadata' }),
      status: 'open',
    },
  ])('leaves an incident $status when $what', ({ story, status }) => {
    expect(reportOf(anIncident(), story, endedAt).incident).toMatchObject({
      status,
      endedAt,
      outcomes: story.outcomes,
    });
  });

  it('clocks how long it took to find out, from the first alert to the decision', () => {
    const plan = { name: 'plan' as const, startedAt: start, endedAt: start };

    const { phases } = reportOf(anIncident(), aStory({ phases: [plan] }), endedAt);

    expect(phases).toEqual([
      { name: 'identify', startedAt: '2026-11-21T00:39:00.000Z', endedAt: start },
      plan,
    ]);
  });

  it.each([
    { what: 'a person asked', origin: { by: 'person' as const } },
    { what: 'the sweep found it', origin: { by: 'sweep' as const } },
    {
      what: 'an alert carries a time of the future',
      origin: { by: 'alerts' as const, firstFiredAt: endedAt, alerts: 1 },
    },
  ])('takes no time to find out when $what', ({ origin }) => {
    const [identify] = reportOf(anIncident({ origin }), aStory(), endedAt).phases;

    expect(identify).toEqual({ name: 'identify', startedAt: start, endedAt: start });
  });
});

describe('a summary', () => {
  it('counts what the incident lists', () => {
    const outcomes = [restored(), restored(), ended('failed', 'gone')];

    const summary = summaryOf(anIncident({ outcomes }));

    expect(summary).toMatchObject({ id: anIncident().id, failing: 1, circuits: 3 });
    expect(summary.tally).toEqual({ restored: 2, untouched: 0, unverified: 0, failed: 1 });
    expect(summary).not.toHaveProperty('outcomes');
  });

  it.each([
    { outcomes: [], needed: false },
    { outcomes: [restored(), ended('untouched', 'already there')], needed: false },
    { outcomes: [restored(), ended('unverified', 'hangs')], needed: true },
    { outcomes: [ended('failed', 'gone')], needed: true },
  ])('calls for a person ($needed) by what the circuits came to', ({ outcomes, needed }) => {
    expect(needsPerson(outcomes)).toBe(needed);
    expect(Object.values(tally(outcomes)).reduce((a, b) => a + b, 0)).toBe(outcomes.length);
  });
});
