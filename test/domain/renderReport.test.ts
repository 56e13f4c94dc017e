import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { renderReport } from '../../shared/domain/renderReport';
import { reportOf } from '../../shared/domain/report';
import type { Report } from '../../shared/domain/report';
import { verify } from '../../shared/domain/verification';
import { anExplanation } from '../support/aDecision';
import {
  aReading,
  aReport,
  aTarget,
  anIncident,
  before,
  ended,
  restored,
} from '../support/builders';

const circuit = (name: string) =>
  aTarget({ circuit: name, deployment: `deployment-circuit-${name}` });

/** One circuit of each of the four ends. */
function fourEnds(): Report {
  const written = [
    restored(circuit('C001')),
    ended('untouched', 'already on custom-tf-env:1.5.0', circuit('C002')),
    ended('unverified', 'its operation still runs after 30 min', circuit('C003')),
    ended('failed', 'deployment deployment-circuit-C004 is gone', circuit('C004')),
  ];
  const { outcomes, checks } = verify(written, new Map([['P001', aReading(before, 3)]]));
  const phases: Report['phases'] = [
    { name: 'plan', startedAt: '2026-11-21T00:40:00.000Z', endedAt: '2026-11-21T00:40:02.000Z' },
    { name: 'execute', startedAt: '2026-11-21T00:40:02.000Z', endedAt: '2026-11-21T00:42:41.000Z' },
    { name: 'verify', startedAt: '2026-11-21T00:42:41.000Z', endedAt: '2026-11-21T00:43:05.000Z' },
  ];
  return reportOf(anIncident(), { phases, outcomes, checks }, '2026-11-21T00:43:05.000Z');
}

/** The lines of a report that hold any of the words. */
function lines(report: Report, ...words: string[]): string[] {
  return renderReport(report)
    .split('\n')
    .filter((line) => words.some((word) => line.includes(word)));
}

describe('renderReport', () => {
  it('says why, when, what was done and what became of each circuit [J12]', () => {
    const golden = readFileSync(path.resolve('test/fixtures/reports/four-ends.md'), 'utf8');

    expect(renderReport(fourEnds())).toBe(golden);
  });

  it('tells what the plan noted', () => {
    const text = renderReport(aReport({ notes: ['the metadata of *R* has no hash'] }));

    expect(text).toContain(String.raw`- Note: the metadata of \*R\* has no hash`);
  });

  it('says at the top that all is done, or that a person is needed', () => {
    const open = anIncident({ status: 'open', kind: 'drift', outcomes: [] });

    expect(lines(aReport(), '**')).toEqual([
      '**Done.** Of 1 circuits 1 restored and verified, 0 untouched, 0 unverified, 0 failed.',
    ]);
    expect(lines(aReport({ incident: open }), '**')).toEqual(['**A person is needed.**']);
  });

  it('[U04] says why it was decided so, what else there was, and how much of what is taken back', () => {
    const incident = anIncident({
      explanation: anExplanation({
        flips: [{ change: '9 failing circuits fewer', becomes: 'ignore' }],
      }),
      blamed: [
        { release: 'Release-123', kind: 'environment', scope: { of: 'release' } },
        {
          release: 'M-7',
          kind: 'model',
          scope: { of: 'circuits', circuits: [{ plant: 'P001', circuit: 'C001' }] },
        },
      ],
    });

    const text = renderReport(aReport({ incident }));

    expect(text).toContain('## Decision');
    expect(text).toContain('- 9 failing circuits fewer: ignore');
    expect(text).toContain('- Release: Release-123 (environment, all of it)');
    expect(text).toContain('- Release: M-7 (model, on 1 circuit)');
  });

  it('names trouble, and that nothing was verified because nothing was written', () => {
    const incident = anIncident({ status: 'open', trouble: 'there is no metadata of release X' });
    const text = renderReport(aReport({ incident, phases: [] }));

    expect(text).toContain('- Trouble: there is no metadata of release X\n');
    expect(text).toContain('Nothing was written, so nothing was verified.');
    expect(text).toContain('## Circuits\n\nNone.\n');
    expect(text).toContain('- Began: 2026-11-21 00:40:00 UTC\n');
    expect(text).not.toContain('- Ended');
  });

  it.each([
    { origin: { by: 'person' as const }, expected: '- Asked for by: a person' },
    { origin: { by: 'person' as const, name: 'Ada' }, expected: '- Asked for by: Ada' },
    { origin: { by: 'sweep' as const }, expected: '- Asked for by: the sweep of the fleet' },
  ])('$expected', ({ origin, expected }) => {
    expect(lines(aReport({ incident: anIncident({ origin }) }), 'Asked for')).toEqual([expected]);
  });

  it.each([
    { what: 'HTML', text: '<script>alert(1)</script>', not: /<script>/ },
    { what: 'an image', text: '![x](https://evil.example/x.png)', not: /!\[x\]\(/ },
    { what: 'a link', text: '[click](https://evil.example)', not: /\[click\]\(/ },
    { what: 'a bare address', text: 'see https://evil.example now', not: /https:\/\// },
    { what: 'a bare name of a site', text: 'see www.evil.example now', not: /www\./ },
    { what: 'a heading on a line of its own', text: 'a\n# All is well', not: /^# All/m },
    { what: 'a cell of the table', text: 'a | restored |', not: /a \| restored \|/ },
    { what: 'code', text: '`rm -rf`', not: /(?<!\\)`/ },
    { what: 'emphasis', text: '**restored**', not: /\*\*restored/ },
    { what: 'an entity', text: '&lt;b&gt;', not: /(?<!&amp;)&lt;/ },
  ])('shows $what in text from outside as text', ({ text, not }) => {
    const outcomes = [ended('failed', text)];
    const origin = { by: 'person' as const, name: text };
    const incident = anIncident({ status: 'open', reason: text, origin, trouble: text, outcomes });
    const checks = [{ name: 'a check', result: 'failed' as const, evidence: text }];

    const shown = lines(
      aReport({ incident, checks }),
      '- Why',
      '- Trouble',
      '- Asked',
      'a check',
      '| failed |',
    );

    expect(shown).toHaveLength(5);
    expect(shown.join('\n')).not.toMatch(not);
  });
});
