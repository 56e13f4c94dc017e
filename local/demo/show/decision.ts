import type { Explanation, Rollback } from '../rollbackApi';
import type { Part } from '../screen';

/** What was decided and why, for a terminal: as much as fits, and the report has the rest. */
export function decisionParts({ id, kind, reason, explanation }: Rollback): Part[] {
  return [
    { heading: 'Decision', lines: [headlines[kind] ?? kind] },
    { heading: 'Incident', lines: [id] },
    { heading: 'Because', lines: [reason] },
    ...(explanation === undefined ? [] : explanationParts(explanation)),
  ];
}

const headlines: Record<string, string> = {
  environment: 'roll back the environment',
  model: 'roll back the model',
  both: 'roll back model and environment together',
  unexplained: 'hold: write nothing, and call a person',
};

function explanationParts(explanation: Explanation): Part[] {
  const { rejected, flips } = explanation;
  return [
    { heading: 'Rules', lines: ruleLines(explanation) },
    { heading: 'Releases', lines: releaseLines(explanation) },
    {
      heading: 'Instead of',
      lines: rejected.map(({ alternative, why }) => `${alternative}: ${why}`),
    },
    {
      heading: 'Otherwise',
      lines: flips.slice(0, mostFlips).map(({ change, becomes }) => `${change}: ${becomes}`),
    },
  ].filter(({ lines }) => lines.length > 0);
}

function ruleLines({ rules }: Explanation): string[] {
  const unknown = rules.filter(({ answer }) => answer === 'unknown').map(({ rule }) => rule);
  return [
    ...rules
      .filter(({ answer }) => answer !== 'unknown')
      .toSorted((a, b) => Number(a.answer !== 'breached') - Number(b.answer !== 'breached'))
      .map(({ rule, answer, sentence }) => `${mark(answer === 'breached')} ${rule}: ${sentence}`),
    ...(unknown.length === 0 ? [] : [`? not measured: ${unknown.join(', ')}`]),
  ];
}

function releaseLines({ candidates, excluded }: Explanation): string[] {
  return [
    ...candidates.map(
      ({ release, kind, standing, score, rule, why }) =>
        `${mark(standing === 'blamed')} ${release} (${kind}) by ${rule}, score ${score.toFixed(2)}: ${why}`,
    ),
    ...excluded.map(({ release, why }) => `${mark(false)} ${release}: ${why}`),
  ];
}

/** Filled: it speaks for the decision. */
function mark(isFilled: boolean): string {
  return isFilled ? '●' : '○';
}

/** The smallest come first. */
const mostFlips = 3;
