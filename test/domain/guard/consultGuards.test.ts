import { describe, expect, it } from '@jest/globals';
import { objectionsIn } from '../../../shared/domain/guard/answer';
import { consultGuards } from '../../../shared/domain/guard/consultGuards';
import { narrowPlan } from '../../../shared/domain/guard/narrowPlan';
import { targetsOf } from '../../../shared/domain/plan/plan';
import { minusMinutes } from '../../../shared/domain/time';
import { aTarget, ended, someTargets, start } from '../../support/builders';
import { aLedger, aPlan, aQuestion, answerOf, sayingOf } from '../../support/aQuestion';

const byPerson = { by: 'person', name: 'ops@example.com' } as const;
const guardNames = [
  'killSwitch',
  'metadata',
  'irreversible',
  'freezeWindow',
  'quarantine',
  'runningOperation',
  'oneStepBack',
  'floor',
  'coolDown',
  'budget',
  'maxShareOfFleet',
  'approval',
  'autonomy',
];
const justNow = aLedger({ at: minusMinutes(start, 12), targets: [aTarget({ circuit: 'C003' })] });

describe('consultGuards', () => {
  it('asks every guard, and passes when none has anything against it', () => {
    const { status, answers, leftOut } = consultGuards(aQuestion());

    expect(status).toBe('passed');
    expect(answers.map(({ guard }) => guard)).toEqual(guardNames);
    expect(answers.filter(({ answer }) => answer !== 'passed')).toEqual([]);
    expect(leftOut).toEqual([]);
  });

  it('lists every refusal, not just the first', () => {
    const consultation = consultGuards(
      aQuestion({
        guards: { killSwitch: true, maxShareOfFleetWithoutApproval: 0.2 },
        metadata: { requireSealed: true },
      }),
    );

    expect(consultation.status).toBe('refused');
    expect(objectionsIn(consultation).map((one) => one.split(':')[0])).toEqual([
      'killSwitch',
      'metadata',
      'maxShareOfFleet',
    ]);
  });

  it('leaves single circuits out and lets the others go on', () => {
    const question = aQuestion({ ledger: justNow });

    const consultation = consultGuards(question);
    const plan = narrowPlan(question.plan, consultation);

    const reason = 'coolDown: P001/C003 was rolled back 12 min ago by earlier-1 < 60 min cool-down';
    expect(consultation.status).toBe('narrowed');
    expect(objectionsIn(consultation)).toEqual([reason]);
    expect(targetsOf(plan)).toEqual(someTargets(2));
    expect(plan.blocked).toEqual([ended('untouched', reason, aTarget({ circuit: 'C003' }))]);
  });

  it('refuses when no circuit is left', () => {
    const ledger = aLedger({ at: minusMinutes(start, 12), targets: someTargets(3) });
    const question = aQuestion({ ledger });

    const consultation = consultGuards(question);

    expect(consultation.status).toBe('refused');
    expect(narrowPlan(question.plan, consultation)).toEqual(question.plan);
  });

  it('counts what is left for the guards that come after', () => {
    const over = { ledger: justNow, guards: { maxShareOfFleetWithoutApproval: 0.34 } };

    expect(sayingOf('maxShareOfFleet', over)).toMatchObject({
      answer: 'passed',
      sentence: '2 circuits of 6 are 33.4 % <= 34 % without approval',
    });
  });

  it('gives three reasons, and counts the others', () => {
    const ledger = aLedger({ at: minusMinutes(start, 12), targets: someTargets(5) });

    const { sentence } = sayingOf('coolDown', { ledger, targets: someTargets(6) });

    expect(sentence).toMatch(
      /^P001\/C001 .*; P001\/C002 .*; P001\/C003 .*; and 2 more of this sort$/,
    );
  });

  it('needs nobody’s leave to write nothing', () => {
    const consultation = consultGuards(
      aQuestion({ plan: aPlan([]), guards: { killSwitch: true } }),
    );

    expect(consultation).toMatchObject({ status: 'passed', answers: [], leftOut: [] });
  });

  describe('with a person who goes past guards', () => {
    const past = (overrideGuards: 'coolDown'[] | 'killSwitch'[] | 'quarantine'[]) => ({
      origin: byPerson,
      terms: { overrideGuards },
    });

    it('skips what the policy lets people skip, and says who did it and what stood in the way', () => {
      const over = { ledger: justNow, incident: past(['coolDown']) };

      expect(consultGuards(aQuestion(over)).status).toBe('passed');
      expect(sayingOf('coolDown', over)).toEqual({
        guard: 'coolDown',
        answer: 'skipped',
        sentence:
          'ops@example.com went past it: P001/C003 was rolled back 12 min ago by earlier-1 < 60 min cool-down',
      });
    });

    it('says of a guard that had nothing against it that it passed', () => {
      expect(answerOf('coolDown', { incident: past(['coolDown']) })).toBe('passed');
    });

    it.each([
      { what: 'by a guard that the policy does not name', guards: { emergencyMaySkip: [] } },
      { what: 'wave by wave', terms: { strategy: 'planned' as const } },
      { what: 'by alerts', origin: { by: 'alerts', firstFiredAt: start, alerts: 1 } as const },
      { what: 'unless it is asked for', terms: { overrideGuards: [] } },
    ])('skips nothing $what', ({ guards, terms, origin = byPerson }) => {
      const incident = { origin, terms: { overrideGuards: ['coolDown' as const], ...terms } };

      expect(answerOf('coolDown', { ledger: justNow, incident, ...(guards && { guards }) })).toBe(
        'narrowed',
      );
    });

    it('never skips the kill switch', () => {
      const over = { guards: { killSwitch: true }, incident: past(['killSwitch']) };

      expect(answerOf('killSwitch', over)).toBe('refused');
    });

    it('never skips quarantine', () => {
      const entry = { asset: 'custom-tf-env:1.5.0', kind: 'environment' as const, since: start };
      const quarantine = { entries: [{ ...entry, incident: 'earlier', reason: 'it failed' }] };

      expect(answerOf('quarantine', { quarantine, incident: past(['quarantine']) })).toBe(
        'narrowed',
      );
    });
  });

  it('does not count what the same incident had entered before a crash', () => {
    const ledger = aLedger({
      at: start,
      targets: someTargets(3),
      running: true,
      incident: aQuestion().incident.id,
    });

    expect(consultGuards(aQuestion({ ledger })).status).toBe('passed');
  });
});
