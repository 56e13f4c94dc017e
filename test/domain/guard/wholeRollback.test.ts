import { describe, expect, it } from '@jest/globals';
import { aRelease, aTarget, someTargets, start } from '../../support/builders';
import { aPlan, aQuestion, anAccused, answerOf, sayingOf } from '../../support/aQuestion';

const byPerson = { by: 'person', name: 'ops@example.com' } as const;

describe('the kill switch', () => {
  it.each([
    [{ on: true }, false, 'refused'],
    [{ on: false }, true, 'refused'],
    [{ on: false }, false, 'passed'],
  ] as const)('thrown %j, in the policy %s: %s', (killSwitch, inPolicy, expected) => {
    expect(answerOf('killSwitch', { killSwitch, guards: { killSwitch: inPolicy } })).toBe(expected);
  });

  it('says since when, by whom and why', () => {
    const killSwitch = { on: true, by: 'ops', at: start, reason: 'the line is down' };

    expect(sayingOf('killSwitch', { killSwitch }).sentence).toBe(
      'the kill switch is on since 2026-11-21 00:40:00 UTC, thrown by ops, expected off: the line is down',
    );
  });
});

describe('a freeze window', () => {
  const weekly = (from: string, to: string) => ({
    guards: { freezeWindows: [{ repeats: 'weekly' as const, from, to, reason: 'no one is here' }] },
  });
  const weekend = weekly('Fri 16:00', 'Mon 06:00');

  // 2026-11-20 is a Friday.
  it.each([
    { now: '2026-11-20T15:59:59.999Z', expected: 'passed' },
    { now: '2026-11-20T16:00:00.000Z', expected: 'refused' },
    { now: '2026-11-21T12:00:00.000Z', expected: 'refused' },
    { now: '2026-11-22T23:59:59.999Z', expected: 'refused' },
    { now: '2026-11-23T05:59:59.999Z', expected: 'refused' },
    { now: '2026-11-23T06:00:00.000Z', expected: 'passed' },
  ])('over the weekend, at $now: $expected', ({ now, expected }) => {
    expect(answerOf('freezeWindow', { ...weekend, now })).toBe(expected);
  });

  it.each([
    { now: '2026-11-18T09:59:59.999Z', expected: 'passed' },
    { now: '2026-11-18T10:00:00.000Z', expected: 'refused' },
    { now: '2026-11-18T11:00:00.000Z', expected: 'passed' },
  ])('within one day, at $now: $expected', ({ now, expected }) => {
    expect(answerOf('freezeWindow', { ...weekly('Wed 10:00', 'Wed 11:00'), now })).toBe(expected);
  });

  it.each([
    { now: '2026-12-23T23:59:59.999Z', expected: 'passed' },
    { now: '2026-12-24T00:00:00.000Z', expected: 'refused' },
    { now: '2026-12-26T23:59:59.999Z', expected: 'refused' },
    { now: '2026-12-27T00:00:00.000Z', expected: 'passed' },
  ])('that comes once, at $now: $expected', ({ now, expected }) => {
    const from = '2026-12-24T00:00:00.000Z';
    const to = '2026-12-27T00:00:00.000Z';
    const freezeWindows = [{ repeats: 'never' as const, from, to, reason: 'holidays' }];

    expect(answerOf('freezeWindow', { guards: { freezeWindows }, now })).toBe(expected);
  });

  it('says which it is, in UTC, and why it is kept', () => {
    expect(sayingOf('freezeWindow', { ...weekend, now: start }).sentence).toBe(
      'Sat 2026-11-21 00:40:00 UTC lies in the freeze of every Fri 16:00 to Mon 06:00 UTC: no one is here',
    );
  });
});

describe('the metadata guard', () => {
  it.each([
    { what: 'sealed', seal: { status: 'sealed', hash: 'a'.repeat(64), sequence: 1 } as const },
    { what: 'unsealed, where that is allowed', seal: { status: 'unsealed' } as const },
  ])('passes metadata that is $what', ({ seal }) => {
    expect(answerOf('metadata', { accused: [anAccused({ seal })] })).toBe('passed');
  });

  it.each([
    {
      what: 'was changed since the plan was made',
      accused: anAccused({ seal: { status: 'broken', reason: 'its hash is another' } }),
      sentence: 'the metadata of Release-123 does not verify: its hash is another',
    },
    {
      what: 'is gone',
      accused: anAccused({ reading: { status: 'missing' } }),
      sentence: 'there is no metadata of release Release-123',
    },
    {
      what: 'cannot be read',
      accused: anAccused({ reading: { status: 'unreadable', reason: 'not JSON' } }),
      sentence: 'the metadata of Release-123 is no use: not JSON',
    },
  ])('refuses metadata that $what', ({ accused, sentence }) => {
    expect(sayingOf('metadata', { accused: [accused] })).toEqual({
      guard: 'metadata',
      answer: 'refused',
      sentence,
    });
  });

  it('refuses metadata that is not sealed where the policy requires it', () => {
    expect(answerOf('metadata', { metadata: { requireSealed: true } })).toBe('refused');
  });
});

describe('the guard of irreversible migrations', () => {
  const release = aRelease({ irreversibleMigrations: ['drops column batch_id'] });
  const accused = [anAccused({ reading: { status: 'read', release } })];

  it('refuses, and names what cannot be undone', () => {
    expect(sayingOf('irreversible', { accused })).toMatchObject({
      answer: 'refused',
      sentence: '1 irreversible migration > 0 (Release-123: drops column batch_id)',
    });
  });

  it.each([
    { what: 'the policy allows it', over: { guards: { allowIrreversible: true } } },
    { what: 'a person accepts it', over: { incident: { terms: { acceptMigrations: true } } } },
  ])('passes when $what', ({ over }) => {
    expect(answerOf('irreversible', { accused, ...over })).toBe('passed');
  });
});

describe('the largest share of the fleet without approval', () => {
  it.each([
    { max: 0.5, expected: 'passed' },
    { max: 0.49, expected: 'refused' },
  ])('3 circuits of 6, at most $max: $expected', ({ max, expected }) => {
    expect(answerOf('maxShareOfFleet', { guards: { maxShareOfFleetWithoutApproval: max } })).toBe(
      expected,
    );
  });

  it('says value, operator and limit, and how a person starts it', () => {
    const guards = { maxShareOfFleetWithoutApproval: 0.2 };
    const { plan, planHash } = aQuestion();

    expect(sayingOf('maxShareOfFleet', { guards, plan }).sentence).toBe(
      '3 circuits of 6 are 50 % > 20 % without approval; a person starts it with POST /api/rollbacks ' +
        `{"release":"Release-123","kind":"environment","planHash":"${planHash}",` +
        '"reason":"approved after Release-123-20261121T004000.000Z"}',
    );
  });

  it('lets a person start it who names the hash of the plan, and of no other', () => {
    const guards = { maxShareOfFleetWithoutApproval: 0.2 };
    const { planHash } = aQuestion();
    const asked = (hash: string) => ({
      guards,
      incident: { origin: byPerson, terms: { planHash: hash } },
    });

    expect(answerOf('maxShareOfFleet', asked(planHash))).toBe('passed');
    expect(answerOf('maxShareOfFleet', asked('0'.repeat(64)))).toBe('refused');
    expect(answerOf('maxShareOfFleet', { guards, incident: { origin: byPerson } })).toBe('refused');
  });
});

describe('the guard of approval', () => {
  it.each([
    { requireApprovalFor: ['environment' as const], expected: 'refused' },
    { requireApprovalFor: ['model' as const, 'both' as const], expected: 'passed' },
    { requireApprovalFor: [], expected: 'passed' },
  ])('of an environment rollback, required for $requireApprovalFor: $expected', (row) => {
    expect(answerOf('approval', { guards: { requireApprovalFor: row.requireApprovalFor } })).toBe(
      row.expected,
    );
  });

  it('goes by what each circuit has taken back', () => {
    const from = { environment: 'tf:1', model: 'sensor:2' };
    const model = aTarget({ from, to: { environment: 'tf:1', model: 'sensor:1' } });
    const both = aTarget({ from, to: { environment: 'tf:0', model: 'sensor:1' } });
    const guards = { requireApprovalFor: ['both' as const] };

    expect(answerOf('approval', { guards, targets: [model] })).toBe('passed');
    expect(answerOf('approval', { guards, targets: [both] })).toBe('refused');
  });

  it('names the circuits to ask for where it is not the whole release', () => {
    const circuits = [{ plant: 'P001', circuit: 'C001' }];
    const scope = { of: 'circuits' as const, circuits };
    const blamed = [{ release: 'Release-123', kind: 'environment' as const, scope }];
    const guards = { requireApprovalFor: ['environment' as const] };

    const { sentence } = sayingOf('approval', { guards, blamed, plan: aPlan(someTargets(1)) });

    expect(sentence).toContain('0 approvals < 1 for a rollback of environment on 1 circuit; ');
    expect(sentence).toContain('"circuits":[{"plant":"P001","circuit":"C001"}]');
  });
});

describe('the guard of autonomy [U17]', () => {
  const rules = (...levels: ('advisory' | 'approve' | 'auto')[]) => [
    anAccused({ rules: levels.map((level, index) => ({ rule: `rule-${index}`, level })) }),
  ];

  it.each([
    { levels: ['auto'] as const, expected: 'passed' },
    { levels: ['approve'] as const, expected: 'refused' },
    { levels: ['advisory'] as const, expected: 'refused' },
    { levels: ['advisory', 'auto'] as const, expected: 'passed' },
    { levels: [] as const, expected: 'refused' },
  ])('lets rules at $levels act: $expected', ({ levels, expected }) => {
    expect(answerOf('autonomy', { accused: rules(...levels) })).toBe(expected);
  });

  it('names the rule, its level and the request with which a person starts it', () => {
    const { sentence } = sayingOf('autonomy', { accused: rules('approve') });

    expect(sentence).toContain(
      'Release-123 is blamed by rule-0 (approve < auto); a person starts it with POST /api/rollbacks {"release":"Release-123","kind":"environment","planHash":"',
    );
  });

  it('needs a rule at auto for each release', () => {
    const accused = [...rules('auto'), anAccused({ release: 'Release-124', rules: [] })];

    expect(sayingOf('autonomy', { accused })).toMatchObject({
      answer: 'refused',
      sentence: expect.stringContaining('no rule is known that blames Release-124'),
    });
  });

  it('does not hold up what a person asks for', () => {
    expect(
      answerOf('autonomy', { accused: rules('advisory'), incident: { origin: byPerson } }),
    ).toBe('passed');
  });
});
