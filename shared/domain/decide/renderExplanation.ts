import { escapeMarkdown } from '../escapeMarkdown';
import { forPeople } from '../time';
import type { CandidateFinding, Explanation, RuleFinding } from './explanation';
import { counted, percent } from './words';

type Section = { title: string; lines: string[] };

/** Why a decision came out as it did, in lines: for a report, or for a terminal. */
export function renderExplanation(
  explanation: Explanation,
  form: 'markdown' | 'terminal',
): string[] {
  const sections = sectionsOf(explanation).filter(({ lines }) => lines.length > 0);
  return form === 'markdown'
    ? sections.flatMap(({ title, lines }) => [
        `### ${title}`,
        '',
        ...lines.map((line) => `- ${escapeMarkdown(line)}`),
        '',
      ])
    : sections.flatMap(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)]);
}

function sectionsOf(explanation: Explanation): Section[] {
  const { rules, guards, candidates, excluded, rejected, flips, looks = [] } = explanation;
  const fired = rules.filter(({ answer }) => answer === 'breached');
  const others = rules.filter(({ answer }) => answer !== 'breached');
  return [
    { title: 'Rules that fired', lines: fired.map(ruleLine) },
    { title: 'Rules that did not', lines: others.map(ruleLine) },
    {
      title: 'Releases asked about',
      lines: [
        ...candidates.map(candidateLine),
        ...excluded.map(({ release, why }) => `${release}: not asked about, ${why}`),
      ],
    },
    {
      title: 'Looked at before',
      lines: looks.map(({ at, reason }) => `${forPeople(at)}: ${reason}`),
    },
    {
      title: 'Guards',
      lines: guards.map(({ guard, answer, sentence }) => `${answer}: ${guard}, ${sentence}`),
    },
    {
      title: 'Decided against',
      lines: rejected.map(({ alternative, why }) => `${alternative}: ${why}`),
    },
    {
      title: 'What would have changed it',
      lines: flips.map(({ change, becomes }) => `${change}: ${becomes}`),
    },
  ];
}

function ruleLine({ rule, action, answer, sentence, asUsual }: RuleFinding): string {
  const usual = asUsual === 0 ? '' : `; ${counted(asUsual, 'circuit')} of these as usual`;
  return `${answer}: ${sentence}${usual} (${rule}, at most ${action})`;
}

const standings = { blamed: 'blamed', runnerUp: 'runner-up', notBlamed: 'not blamed' };

function candidateLine(candidate: CandidateFinding): string {
  const { release, kind, at, rule, standing, score, why } = candidate;
  return `${release} (${kind}, ${forPeople(at)}) ${standings[standing]} by ${rule}: score ${score.toFixed(2)} = ${formula(candidate)}; ${why}`;
}

/** Chance in powers of ten: what counts is whether it is small. */
function formula({ recall, precision, timing, contrast, chance }: CandidateFinding): string {
  const likely = chance >= 0.001 ? percent(chance) : `1 in 10^${Math.round(-Math.log10(chance))}`;
  return `√(${percent(recall)} of failures × ${percent(precision)} of its circuits) × ${percent(timing)} in time × ${percent(contrast)} contrast, by chance at most ${likely}`;
}
