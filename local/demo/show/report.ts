import type { Receipt, Report } from '../rollbackApi';
import type { Part } from '../screen';

/** The head of a report: its verdict, how long each phase took, and what was verified. */
export function reportParts({ markdown, phases, checks }: Report, file: string): Part[] {
  const took = phases.map(({ name, startedAt, endedAt }) => {
    const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
    return `${name} ${seconds} s`;
  });
  return [
    { heading: 'Report', lines: [verdictIn(markdown), `whole in ${file}`] },
    { heading: 'Phases', lines: [took.join(', ')] },
    {
      heading: 'Verified',
      lines:
        checks.length === 0
          ? ['nothing was written, so nothing was verified']
          : checks.map(({ name, result, evidence }) => `${result}: ${name} (${evidence})`),
    },
  ];
}

/** What proves it to somebody who was not there. */
export function receiptPart({ hash, algorithm }: Receipt, file: string): Part {
  return {
    heading: 'Receipt',
    lines: [
      `sha256 ${hash}, signed with ${algorithm}`,
      `npm run -s ripcord -- receipt verify ${file}`,
    ],
  };
}

/** The first line in bold says what it came to. */
function verdictIn(markdown: string): string {
  const line = markdown.split('\n').find((each) => each.startsWith('**'));
  return (line ?? '').replaceAll('**', '');
}
