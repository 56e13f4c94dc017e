import type { Outcome } from './deployment';
import { circuitName } from './fleet';
import type { Incident } from './incident';
import { revisionText } from './revision';
import { tally } from './report';
import type { Report } from './report';
import { duration, forPeople, secondsBetween } from './time';
import type { Check } from './verification';

/** The report as Markdown: what broke, what Ripcord did, does it work, what is left to do. */
export function renderReport({ incident, phases, checks }: Report): string {
  const { id, openedAt, endedAt, outcomes } = incident;
  const began = phases[0]?.startedAt ?? openedAt;
  return [
    `# Incident ${id}`,
    '',
    headline(incident),
    '',
    `- Why: ${escape(incident.reason)}`,
    ...(incident.trouble === undefined ? [] : [`- Trouble: ${escape(incident.trouble)}`]),
    `- Asked for by: ${originOf(incident)}`,
    ...(incident.release === undefined ? [] : [`- Release: ${incident.release}`]),
    `- Began: ${forPeople(began)}`,
    ...(endedAt === undefined
      ? []
      : [`- Ended: ${forPeople(endedAt)}, after ${duration(secondsBetween(began, endedAt))}`]),
    '',
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

function headline({ status, kind, outcomes }: Incident): string {
  const { restored, untouched, unverified, failed } = tally(outcomes);
  const counts = `${restored} restored and verified, ${untouched} untouched, ${unverified} unverified, ${failed} failed`;
  if (status === 'open') {
    return `**A person is needed.** ${kind === 'environment' ? `Of ${outcomes.length} circuits ${counts}.` : ''}`.trim();
  }
  return `**Done.** Of ${outcomes.length} circuits ${counts}.`;
}

function originOf({ origin }: Incident): string {
  switch (origin.by) {
    case 'alerts':
      return `${origin.alerts} alerts, the first fired ${forPeople(origin.firstFiredAt)}`;
    case 'person':
      return origin.name === undefined ? 'a person' : escape(origin.name);
    case 'sweep':
      return 'the sweep of the fleet';
  }
}

function line({ name, result, evidence }: Check): string {
  const words = { passed: 'passed', failed: '**failed**', notRun: 'not run' };
  return `- ${words[result]}: ${name} (${escape(evidence)})`;
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
      const note = outcome.status === 'restored' ? '' : escape(outcome.reason);
      return `| ${escape(circuitName(target))} | ${status} | ${escape(revisionText(target.from))} | ${escape(revisionText(target.to))} | ${note} |`;
    }),
  ];
}

/** Text from alerts, requests and the service is data: nothing in it may act as Markdown or HTML. */
function escape(text: string): string {
  return (
    text
      .replaceAll(/\s+/g, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_[\]|~#!]/g, String.raw`\$&`)
      // GitHub makes links of bare addresses as well.
      .replaceAll('://', String.raw`:\//`)
      .replaceAll(/\bwww\./gi, (site) => site.replace('.', String.raw`\.`))
  );
}
