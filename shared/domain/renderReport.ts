import { renderExplanation } from './decide/renderExplanation';
import { counted } from './decide/words';
import type { Outcome } from './deployment';
import { escapeMarkdown } from './escapeMarkdown';
import { circuitName } from './fleet';
import { renderAssessment } from './impact/renderAssessment';
import { blamedIn } from './incident';
import type { Incident } from './incident';
import { revisionText } from './revision';
import { tally } from './report';
import type { Report } from './report';
import { duration, forPeople, secondsBetween } from './time';
import type { Check } from './verification';

/** The report as Markdown: what broke, what Ripcord did, does it work, what is left to do. */
export function renderReport({ incident, phases, checks, notes = [] }: Report): string {
  const { id, openedAt, endedAt, outcomes } = incident;
  const began = phases[0]?.startedAt ?? openedAt;
  return [
    `# Incident ${id}`,
    '',
    headline(incident),
    '',
    `- Why: ${escapeMarkdown(incident.reason)}`,
    ...(incident.trouble === undefined ? [] : [`- Trouble: ${escapeMarkdown(incident.trouble)}`]),
    `- Asked for by: ${originOf(incident)}`,
    ...releases(incident),
    ...notes.map((note) => `- Note: ${escapeMarkdown(note)}`),
    `- Began: ${forPeople(began)}`,
    ...(endedAt === undefined
      ? []
      : [`- Ended: ${forPeople(endedAt)}, after ${duration(secondsBetween(began, endedAt))}`]),
    '',
    ...judged(incident),
    '## Timeline',
    '',
    '| phase | began | took |',
    '|---|---|---|',
    ...phases.map(
      ({ name, startedAt, endedAt: until }) =>
        `| ${name} | ${forPeople(startedAt)} | ${duration(secondsBetween(startedAt, until))} |`,
    ),
    '',
    '## Verification',
    '',
    ...(checks.length === 0 ? ['Nothing was written, so nothing was verified.'] : checks.map(line)),
    '',
    '## Circuits',
    '',
    ...circuits(outcomes),
    '',
  ].join('\n');
}

/** How far it reaches, and why it was decided so. */
function judged({ assessment, explanation }: Incident): string[] {
  return [
    ...(assessment === undefined ? [] : ['## Assessment', '', ...renderAssessment(assessment), '']),
    ...(explanation === undefined
      ? []
      : ['## Decision', '', ...renderExplanation(explanation, 'markdown')]),
  ];
}

function headline(incident: Incident): string {
  const { status, outcomes } = incident;
  const { restored, untouched, unverified, failed } = tally(outcomes);
  const counts = `${restored} restored and verified, ${untouched} untouched, ${unverified} unverified, ${failed} failed`;
  if (status === 'open') {
    return `**A person is needed.** ${outcomes.length > 0 ? `Of ${outcomes.length} circuits ${counts}.` : ''}`.trim();
  }
  return `**Done.** Of ${outcomes.length} circuits ${counts}.`;
}

function releases(incident: Incident): string[] {
  return blamedIn(incident).map(({ release, kind, scope }) => {
    const what =
      scope.of === 'release' ? 'all of it' : `on ${counted(scope.circuits.length, 'circuit')}`;
    return incident.blamed === undefined
      ? `- Release: ${release}`
      : `- Release: ${release} (${kind}, ${what})`;
  });
}

function originOf({ origin }: Incident): string {
  switch (origin.by) {
    case 'alerts':
      return `${origin.alerts} alerts, the first fired ${forPeople(origin.firstFiredAt)}`;
    case 'person':
      return origin.name === undefined ? 'a person' : escapeMarkdown(origin.name);
    case 'sweep':
      return 'the sweep of the fleet';
  }
}

function line({ name, result, evidence }: Check): string {
  const words = { passed: 'passed', failed: '**failed**', notRun: 'not run' };
  return `- ${words[result]}: ${name} (${escapeMarkdown(evidence)})`;
}

function circuits(outcomes: readonly Outcome[]): string[] {
  if (outcomes.length === 0) {
    return ['None.'];
  }
  return [
    '| circuit | outcome | from | to | note |',
    '|---|---|---|---|---|',
    ...outcomes.map((outcome) => {
      const { status, target } = outcome;
      const note = outcome.status === 'restored' ? '' : escapeMarkdown(outcome.reason);
      return `| ${escapeMarkdown(circuitName(target))} | ${status} | ${escapeMarkdown(revisionText(target.from))} | ${escapeMarkdown(revisionText(target.to))} | ${note} |`;
    }),
  ];
}
