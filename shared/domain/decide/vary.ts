import { circuitKey } from '../fleet';
import type { RuleVerdict } from '../evidence/verdict';
import type { Candidate } from './candidate';
import type { Assessed, Hearing } from './hearing';
import type { Inquiry } from './inquiry';

/** The hearing as it would be if these circuits were in order. */
export function withHealed(hearing: Hearing, healed: ReadonlySet<string>): Hearing {
  const inquiries = hearing.inquiries
    .map((inquiry) => ({
      ...inquiry,
      verdict: answered(inquiry.verdict, (key, answer) => (healed.has(key) ? 'ok' : answer)),
      failing: new Set([...inquiry.failing].filter((key) => !healed.has(key))),
    }))
    .filter(({ rule, failing }) => failing.size >= rule.minCircuits);
  const breached = new Set(inquiries.map(({ rule }) => rule.id));
  const asked = new Set(hearing.inquiries.map(({ rule }) => rule.id));
  const rules = hearing.rules.map(({ rule, verdict }): Assessed => {
    const isOver = asked.has(rule.id) && !breached.has(rule.id);
    return { rule, verdict: isOver ? { ...verdict, answer: 'ok' } : verdict };
  });
  return { ...hearing, inquiries, rules };
}

/** The hearing as it would be if so many more circuits had broken just now, of those that keep to a rule. */
export function withBroken(hearing: Hearing, { rule, verdict }: Assessed, count: number): Hearing {
  const well = verdict.circuits.filter(({ answer }) => answer === 'ok').map(circuitKey);
  const broken = new Set(well.toSorted().slice(0, count));
  const worse = answered(verdict, (key, answer) => (broken.has(key) ? 'breached' : answer));
  const inquiry: Inquiry = {
    rule,
    verdict: { ...worse, answer: 'breached' },
    failing: new Set(keysOf(worse, 'breached')),
    measured: new Set([...keysOf(worse, 'breached'), ...keysOf(worse, 'ok')]),
    known: new Set(verdict.circuits.map(circuitKey)),
    symptom: () => ({ chance: 0.001, onset: hearing.now, fineTries: 0 }),
    feltFrom: ({ at }) => at,
    isMeasuredSince: () => true,
    fares: (circuit) => (broken.has(circuit) ? 'ill' : 'well'),
    shape: () => ({ after: 1, abrupt: 1, ranWellMinutes: 0 }),
  };
  return { ...hearing, inquiries: [...hearing.inquiries, inquiry] };
}

/** The hearing as it would be if this release were not one to ask about. */
export function withoutRelease(hearing: Hearing, release: string): Hearing {
  return {
    ...hearing,
    candidates: hearing.candidates.filter((candidate) => candidate.release !== release),
  };
}

/** The hearing as it would be if this release were one to ask about as well. */
export function withRelease(hearing: Hearing, candidate: Candidate): Hearing {
  return { ...hearing, candidates: [...hearing.candidates, candidate] };
}

type Answer = RuleVerdict['circuits'][number]['answer'];

function answered(
  verdict: RuleVerdict,
  turn: (key: string, answer: Answer) => Answer,
): RuleVerdict {
  const circuits = verdict.circuits.map((one) => ({
    ...one,
    answer: turn(circuitKey(one), one.answer),
  }));
  return { ...verdict, circuits };
}

function keysOf({ circuits }: RuleVerdict, wanted: Answer): string[] {
  return circuits.filter(({ answer }) => answer === wanted).map(circuitKey);
}
