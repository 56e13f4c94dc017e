import { describe, expect, it } from '@jest/globals';
import { proposeForward } from '../../../shared/domain/forward/proposeForward';
import type { RuleInput } from '../../../shared/domain/policy/rule';
import { aPolicy, anIncident, restored, someTargets, start } from '../../support/builders';
import { evidenceOf, everyMinute, minutesAgo } from '../../support/evidence';

const errors: RuleInput = {
  id: 'errors',
  title: 'Scoring errors',
  metric: 'errorRate',
  breachedWhen: { with: 'limit', operator: '>', limit: 0.05 },
  overMinutes: 15,
  action: 'rollBack',
  urgency: 'immediate',
};
const policy = aPolicy({ rules: [errors] });
const incident = anIncident({
  id: 'incident-1',
  status: 'closed',
  openedAt: minutesAgo(40),
  endedAt: minutesAgo(30),
  outcomes: someTargets(4).map((target) => restored(target)),
});

type How = 'bad' | 'good' | 'unmeasured';
const samples = (how: How, span: { from: number; to: number }) =>
  how === 'unmeasured' ? [] : everyMinute({ errors: how === 'bad' ? 20 : 0, records: 100 }, span);

/** Each circuit as it was before the rollback, and as it is since. */
function proposed(...circuits: [before: How, since: How][]) {
  const evidence = evidenceOf(
    Object.fromEntries(
      circuits.map(([before, since], index) => [
        `P001/C00${index + 1}`,
        {
          metrics: [
            ...samples(before, { from: 55, to: 42 }),
            ...samples(since, { from: 14, to: 3 }),
          ],
        },
      ]),
    ),
  );
  return proposeForward(incident, { evidence, policy, now: start });
}

describe('proposeForward', () => {
  it('proposes to go forward when circuits that were in order fail since, with the numbers [U15]', () => {
    const proposal = proposed(['good', 'bad'], ['good', 'bad'], ['good', 'good'], ['bad', 'good']);

    expect(proposal).toEqual({
      answer: 'propose',
      sentence:
        '1 of 4 measured circuits failed before incident-1, 2 of 4 fail since: 2 became worse > 1 that became better; to go forward again, POST /api/rollbacks/incident-1/roll-forward',
      before: { measured: 4, breached: 1 },
      since: { measured: 4, breached: 2 },
      circuits: [
        { plant: 'P001', circuit: 'C001' },
        { plant: 'P001', circuit: 'C002' },
      ],
    });
  });

  const cases: { what: string; circuits: [How, How][]; answer: string; sentence: RegExp }[] = [
    {
      what: 'a rollback that helped',
      circuits: [
        ['bad', 'good'],
        ['bad', 'good'],
      ],
      answer: 'leave',
      sentence: /0 became worse <= 2 that became better/,
    },
    {
      what: 'circuits that are as bad either way: a person has to look',
      circuits: [
        ['bad', 'bad'],
        ['bad', 'bad'],
      ],
      answer: 'leave',
      sentence: /as bad either way, a person has to look/,
    },
    {
      what: 'as many that became worse as better',
      circuits: [
        ['good', 'bad'],
        ['bad', 'good'],
      ],
      answer: 'leave',
      sentence: /1 became worse <= 1/,
    },
    {
      what: 'circuits that were not measured since',
      circuits: [
        ['good', 'unmeasured'],
        ['bad', 'unmeasured'],
      ],
      answer: 'unknown',
      sentence: /too little was measured/,
    },
    {
      what: 'circuits that were not measured before',
      circuits: [['unmeasured', 'bad']],
      answer: 'unknown',
      sentence: /too little was measured/,
    },
  ];
  it.each(cases)('does not propose it on $what', ({ circuits, answer, sentence }) => {
    const proposal = proposed(...circuits);

    expect(proposal.answer).toBe(answer);
    expect(proposal.sentence).toMatch(sentence);
    expect(proposal).not.toHaveProperty('sentence', expect.stringContaining('POST'));
  });
});
