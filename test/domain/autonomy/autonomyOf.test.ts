import { describe, expect, it } from '@jest/globals';
import { autonomyOf } from '../../../shared/domain/autonomy/autonomyOf';
import { unjudged, withVerdict } from '../../../shared/domain/autonomy/ruleRecord';
import type { RuleRecord } from '../../../shared/domain/autonomy/ruleRecord';
import type { PolicyInput } from '../../../shared/domain/policy';
import { aPolicy, start } from '../../support/builders';

/** `+` for a rollback that was right, `-` for one that was not. */
const aRecord = (verdicts: string): RuleRecord => ({
  verdicts: verdicts.split('').map((verdict, index) => ({
    incident: `I-${index}`,
    kind: 'environment',
    correct: verdict === '+',
    reason: 'looked at it',
    at: start,
  })),
});

const levelAfter = (verdicts: string, over: PolicyInput['autonomy'] = {}) =>
  autonomyOf('job-failures', aRecord(verdicts), aPolicy({ autonomy: over }).autonomy).level;

describe('the autonomy of a rule [U17]', () => {
  it('begins at auto when the policy says nothing, so that every rule acts', () => {
    expect(autonomyOf('job-failures', unjudged, aPolicy().autonomy)).toEqual({
      level: 'auto',
      judged: 0,
      precision: 1,
    });
  });

  it.each([
    { verdicts: '', expected: 'advisory' },
    { verdicts: '++', expected: 'advisory' },
    { verdicts: '+++', expected: 'approve' },
    { verdicts: '+++++', expected: 'approve' },
    { verdicts: '++++++', expected: 'auto' },
    { verdicts: '+++++++++++++', expected: 'auto' },
    { verdicts: '++++++-', expected: 'approve' },
    { verdicts: '++++++--', expected: 'advisory' },
    { verdicts: '++++++---', expected: 'advisory' },
  ])('three right ones to rise, after "$verdicts": $expected', ({ verdicts, expected }) => {
    const precision = { riseAfterJudged: 3, risePrecision: 0 };

    expect(levelAfter(verdicts, { start: 'advisory', ...precision })).toBe(expected);
  });

  it.each([
    // 9 of 10 are 0.9, 18 of 19 are 0.947, 19 of 20 are 0.95.
    { verdicts: `-${'+'.repeat(9)}`, expected: 'approve' },
    { verdicts: `-${'+'.repeat(18)}`, expected: 'approve' },
    { verdicts: `-${'+'.repeat(19)}`, expected: 'auto' },
  ])('does not rise before 0.95 of all were right: $verdicts', ({ verdicts, expected }) => {
    expect(levelAfter(verdicts, { start: 'auto', riseAfterJudged: 5 })).toBe(expected);
  });

  it('begins where the policy says of this rule', () => {
    const { autonomy } = aPolicy({
      autonomy: { start: 'approve', rules: { 'alert-spike': 'advisory' } },
    });

    expect(autonomyOf('alert-spike', unjudged, autonomy).level).toBe('advisory');
    expect(autonomyOf('scoring-errors', unjudged, autonomy).level).toBe('approve');
  });

  it('tells what it rests on', () => {
    const { autonomy } = aPolicy({ autonomy: { start: 'advisory', riseAfterJudged: 4 } });

    expect(autonomyOf('any', aRecord('++-+'), autonomy)).toEqual({
      level: 'advisory',
      judged: 1,
      precision: 0.75,
    });
  });
});

describe('withVerdict', () => {
  it('has one verdict of each incident: the last stands', () => {
    const [first] = aRecord('+').verdicts;
    const wrong = { ...first!, correct: false };

    expect(withVerdict(withVerdict(unjudged, first!), wrong)).toEqual({ verdicts: [wrong] });
  });
});
