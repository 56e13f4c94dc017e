import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../local/cloud/monitor/kql/parser';
import type { SyntaxNode } from '../../../local/cloud/monitor/kql/syntaxNode';
import { declareTables } from '../../../local/cloud/monitor/workspace/declareTables';
import { baselinesQuery, jobsQuery, metricsQuery } from '../../../shared/azure/logs/queries';
import { BaselineBin, JobBin, MetricBin } from '../../../shared/domain/evidence/bins';
import { horizonOf } from '../../../shared/domain/evidence/horizon';
import { PresetName } from '../../../shared/domain/policy/presets';
import { aPolicy, start } from '../../support/builders';

const tables = path.join(__dirname, '../../fixtures/kql/tables.json');

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser(declareTables(JSON.parse(readFileSync(tables, 'utf8'))));
});

/** The columns of a query's answer, as Microsoft's parser binds them to the tables. */
function columnsOf(query: string): string[] {
  const analysis = parser.analyze(query);
  if (!analysis.ok) {
    throw new Error(analysis.complaints.map(({ message }) => message).join('\n'));
  }
  return lastColumns(analysis.syntax);
}

function lastColumns({ columns, items, fields }: SyntaxNode): string[] {
  if (columns) {
    return columns.map(({ name }) => name);
  }
  const below = [...items, ...fields.values()].map(lastColumns);
  return below.findLast((names) => names.length > 0) ?? [];
}

describe('the queries for evidence', () => {
  it.each(PresetName.options)(
    'fit the tables, and answer with the columns that are read, for the preset %s',
    (preset) => {
      const horizon = horizonOf(aPolicy({ preset }), start);

      expect(columnsOf(jobsQuery(horizon))).toEqual(Object.keys(JobBin.shape));
      expect(columnsOf(metricsQuery(horizon))).toEqual(Object.keys(MetricBin.shape));
      expect(columnsOf(baselinesQuery(horizon))).toEqual(Object.keys(BaselineBin.shape));
    },
  );

  it.each([
    'now()',
    '2026-11-21T00:40:00.000Z) or true //',
    '2026-11-21',
    '2026-11-21T00:40:00.000Z\n',
  ])('take nothing but a moment: %j', (asOf) => {
    expect(() => jobsQuery({ since: start, asOf })).toThrow(/^expected a moment such as/);
    expect(() => metricsQuery({ since: asOf, asOf: start })).toThrow(/^expected a moment such as/);
  });

  it('look back as far as the longest rule, or six hours before the blame, to a whole minute', () => {
    const spans = ['2026-11-20T14:37:00.000Z', '2026-11-20T06:37:00.000Z'];
    const blame = { releaseWithinMinutes: 720 };

    expect([horizonOf(aPolicy(), start).since, horizonOf(aPolicy({ blame }), start).since]).toEqual(
      spans,
    );
  });

  it('take a baseline from the 24 hours before, without the last one [A23]', () => {
    const query = baselinesQuery({ since: start, asOf: start });

    expect(query).toContain(
      'moment > datetime(2026-11-20T00:40:00.000Z) and moment <= datetime(2026-11-20T23:40:00.000Z)',
    );
  });
});
