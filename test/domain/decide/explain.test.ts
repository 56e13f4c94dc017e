import { describe, expect, it } from '@jest/globals';
import type { Case } from '../../../shared/domain/decide/assess';
import { decide } from '../../../shared/domain/decide/decide';
import { renderExplanation } from '../../../shared/domain/decide/renderExplanation';
import { circuitsOf } from '../../../shared/domain/fleet';
import { anExplanation } from '../../support/aDecision';
import { anEvidence, each, jobs } from '../../support/anEvidence';
import { aFleet, aFolded, aPolicy, start } from '../../support/builders';
import { released } from '../../support/released';

const fleet = aFleet({ plants: 4, circuits: 5 });
const all = circuitsOf(fleet);

function failing(count: number) {
  return anEvidence({ jobs: each(all, (index) => jobs((ago) => index < count && ago < 20)) });
}

function explained(over: Partial<Case> = {}) {
  const { action, explanation } = decide({
    alerts: aFolded({ rules: ['batch-job-failures'] }),
    evidence: failing(10),
    releases: [released('E', all.slice(0, 10))],
    fleet,
    policy: aPolicy(),
    now: start,
    ...over,
  });
  return { action, ...explanation };
}

describe('the explanation of a decision', () => {
  it('[U04] lists the rules that fired and those that did not, with numbers and limits', () => {
    const { rules } = explained();

    expect(rules.map(({ rule, answer }) => `${rule} ${answer}`)).toEqual([
      'batch-failures-multi breached',
      'degradation-multi unknown',
      'scoring-errors unknown',
      'alert-spike ok',
      'single-circuit-degraded unknown',
      'single-model-prediction-errors unknown',
      'single-circuit-failures breached',
    ]);
    expect(rules[0]).toMatchObject({
      sentence: 'job failures 10 circuits > 1 circuit in 30 min',
      failing: 10,
      measured: 20,
      asUsual: 0,
      action: 'rollBack',
    });
  });

  it('[U04] says of each release how well it explains the failures, and why it is not to blame', () => {
    const older = released('old', all, { minutesAgo: 300 });
    const other = released('other', all.slice(10), { minutesAgo: 30 });

    const { candidates, excluded } = explained({
      releases: [released('E', all.slice(0, 10)), other, older],
    });

    expect(candidates.filter(({ rule }) => rule === 'batch-failures-multi')).toMatchObject([
      { release: 'E', standing: 'blamed', score: 1, changed: 10, measured: 10, explained: 10 },
      { release: 'other', standing: 'notBlamed', score: 0, failing: 0 },
    ]);
    expect(candidates[1]?.why).toBe('none of its circuits fails more than it usually does');
    expect(excluded).toEqual([{ release: 'old', why: 'older than 240 min' }]);
  });

  it('[U04] names the smallest changes that would have come to something else, by deciding again', () => {
    const { flips, action } = explained();

    expect(action).toBe('rollBack');
    expect(flips).toEqual([
      { change: '9 failing circuits fewer', becomes: 'call a person (unexplained)' },
      { change: 'E older than 240 min', becomes: 'call a person (noRelease)' },
    ]);
    expect(explained({ evidence: failing(1) }).action).not.toBe('rollBack');
    expect(explained({ evidence: failing(2) }).action).toBe('rollBack');
  });

  it('[U04] says what would have led to a rollback where there was none', () => {
    const ignored = explained({ evidence: failing(0) });
    const late = explained({ releases: [released('E', all.slice(0, 10), { minutesAgo: 300 })] });

    expect(ignored.flips).toContainEqual({
      change: '2 more failing circuits by batch-failures-multi',
      becomes: 'roll back environment of E',
    });
    expect(late.action).toBe('escalate');
    expect(late.rejected[0]).toMatchObject({ alternative: 'roll back' });
  });

  it('[U04] gives the alternatives that were decided against, and why', () => {
    expect(explained().rejected.map(({ alternative }) => alternative)).toEqual([
      'call a person and wait',
      'roll back the model',
      'roll back both',
    ]);
  });

  it('[B10] answers which component fails: circuits, kind and release, or that it is not known', () => {
    const known = explained();
    const unknown = explained({ releases: [] });

    expect(known.candidates[0]).toMatchObject({ release: 'E', kind: 'environment' });
    expect(unknown.rejected[0]?.why).toContain('no release in the last 240 min');
  });
});

describe('renderExplanation', () => {
  it('[U04] reads as lines on a terminal', () => {
    const lines = renderExplanation(decideExplanation(), 'terminal');

    expect(lines).toContain('Rules that fired');
    expect(lines).toContain(
      '  breached: job failures 10 circuits > 1 circuit in 30 min (batch-failures-multi, at most rollBack)',
    );
    expect(lines.find((line) => line.startsWith('  E (environment'))).toContain(
      'blamed by batch-failures-multi: score 1.00 = √(100 % of failures × 100 % of its circuits)',
    );
    expect(lines).toContain('  9 failing circuits fewer: call a person (unexplained)');
  });

  it('lets no text of others act as Markdown', () => {
    const rejected = [{ alternative: 'roll back', why: '<img src=x> [here](http://x)' }];

    const text = renderExplanation(anExplanation({ rejected }), 'markdown').join('\n');

    expect(text).toContain('### Decided against');
    expect(text).not.toMatch(/<img|\[here\]/);
  });

  it('leaves out what there is nothing to say of', () => {
    expect(renderExplanation(anExplanation({ rejected: [] }), 'markdown')).toEqual([]);
  });
});

function decideExplanation() {
  const { action: _, ...explanation } = explained();
  return explanation;
}
