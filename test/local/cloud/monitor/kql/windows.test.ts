import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../../../local/cloud/machineLearning/clock/random';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Table } from '../../../../../local/cloud/monitor/kql/table';
import { declareTables } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { ask, tablesOf } from './ask';

const schemas = declareTables({
  Runs: {
    TimeGenerated: 'datetime',
    circuit: 'string',
    run: 'long',
    errors: 'long',
    seconds: 'real',
  },
});

const random = seededRandom(11);
const circuits = ['monza', 'spa', 'imola'];
const start = Date.parse('2026-11-20T12:00:00Z');
const runs = Array.from({ length: 300 }, (_, run) => ({
  TimeGenerated: new Date(start + Math.floor(random() * 3600) * 1000).toISOString(),
  circuit: circuits[Math.floor(random() * 3)]!,
  run,
  errors: Math.floor(random() * 5),
  seconds: random() < 0.1 ? null : Math.round(random() * 1000) / 8,
}));

let parser: Parser;
let tables: Map<string, Table>;
let database: DatabaseSync;
beforeAll(async () => {
  parser = await loadParser(schemas);
  tables = tablesOf(schemas, { Runs: runs });
  database = new DatabaseSync(':memory:');
  database.exec(
    'CREATE TABLE Runs (at INTEGER, circuit TEXT, run INTEGER, errors INTEGER, seconds REAL)',
  );
  const insert = database.prepare('INSERT INTO Runs VALUES (?, ?, ?, ?, ?)');
  for (const { TimeGenerated, circuit, run, errors, seconds } of runs) {
    insert.run((Date.parse(TimeGenerated) - start) / 1000, circuit, run, errors, seconds);
  }
});
afterAll(() => database.close());

const rowsOf = (query: string) => ask(parser, query, tables).rows;

/** The same in SQL, in digits that both engines have. */
const sqlRows = (query: string) =>
  database
    .prepare(query)
    .all()
    .map((row) =>
      Object.values(row).map((value) =>
        typeof value === 'number' ? Number(value.toPrecision(12)) : value,
      ),
    );

describe('functions that look at neighbours', () => {
  it.each([
    {
      kql: 'Runs | sort by run asc | project run, before = prev(errors), twoOn = next(errors, 2, -1)',
      sql: `SELECT run, LAG(errors) OVER w AS before, LEAD(errors, 2, -1) OVER w AS twoOn
        FROM Runs WINDOW w AS (ORDER BY run) ORDER BY run`,
    },
    {
      kql: `Runs | sort by circuit asc, run asc
        | extend n = row_number(1, circuit != prev(circuit)), total = row_cumsum(errors, circuit != prev(circuit))
        | project circuit, run, n, total`,
      sql: `SELECT circuit, run, ROW_NUMBER() OVER w AS n, SUM(errors) OVER w AS total
        FROM Runs WINDOW w AS (PARTITION BY circuit ORDER BY run) ORDER BY circuit, run`,
    },
    {
      kql: `Runs | where circuit == "spa" | sort by run asc
        | where errors > prev(errors) and errors > next(errors) | project run, errors`,
      sql: `SELECT run, errors FROM (SELECT run, errors, LAG(errors) OVER w AS p, LEAD(errors) OVER w AS n
        FROM Runs WHERE circuit = 'spa' WINDOW w AS (ORDER BY run)) WHERE errors > p AND errors > n ORDER BY run`,
    },
    {
      kql: 'Runs | top 20 by run desc | serialize n = row_number(0) | project n, run',
      sql: `SELECT ROW_NUMBER() OVER (ORDER BY run DESC) - 1 AS n, run FROM Runs ORDER BY run DESC LIMIT 20`,
    },
  ])('answer as SQLite does: $kql', ({ kql, sql }) => {
    const found = rowsOf(kql);

    expect(found.length).toBeGreaterThan(15);
    expect(found).toEqual(sqlRows(sql));
  });

  it('see "" before the first text, and null before the first number', () => {
    expect(
      rowsOf(
        'range x from 1 to 2 step 1 | extend t = tostring(x) | project prev(t), prev(x), next(x)',
      ),
    ).toEqual([
      ['', null, 2],
      ['1', 1, null],
    ]);
  });

  it('go on over rows that are chosen and columns that are added after the order was made', () => {
    expect(
      rowsOf(
        'range x from 1 to 6 step 1 | extend y = x * x | where y != 9 | as squares | project y | take 4 | extend p = prev(y)',
      ),
    ).toEqual([
      [1, null],
      [4, 1],
      [16, 4],
      [25, 16],
    ]);
  });

  it('sum no null', () => {
    expect(() => rowsOf('Runs | serialize | extend s = row_cumsum(seconds)')).toThrow(
      'row_cumsum() of null',
    );
  });
});

describe('how far values lie apart', () => {
  it('is as SQLite works it out from squares', () => {
    const found = rowsOf(
      `Runs | summarize variance(seconds), variancep(seconds), stdev(errors), stdevp(errors),
         stdevif(errors, run < 100) by circuit | sort by circuit asc`,
    );

    expect(found).toHaveLength(3);
    const expected = sqlRows(
      `SELECT circuit, (SUM(seconds * seconds) - SUM(seconds) * SUM(seconds) / COUNT(seconds)) / (COUNT(seconds) - 1) AS v,
         (SUM(seconds * seconds) - SUM(seconds) * SUM(seconds) / COUNT(seconds)) / COUNT(seconds) AS vp,
         SQRT((SUM(errors * errors) - SUM(errors) * SUM(errors) * 1.0 / COUNT(*)) / (COUNT(*) - 1)) AS s,
         SQRT((SUM(errors * errors) - SUM(errors) * SUM(errors) * 1.0 / COUNT(*)) / COUNT(*)) AS sp,
         (SELECT SQRT((SUM(errors * errors) - SUM(errors) * SUM(errors) * 1.0 / COUNT(*)) / (COUNT(*) - 1))
          FROM Runs AS early WHERE run < 100 AND early.circuit = Runs.circuit) AS si
       FROM Runs GROUP BY circuit ORDER BY circuit`,
    );
    for (const [index, row] of found.entries()) {
      const [name, ...numbers] = row;
      const [expectedName, ...expectedNumbers] = expected[index]!;
      expect(name).toBe(expectedName);
      for (const [place, number] of numbers.entries()) {
        expect(number).toBeCloseTo(Number(expectedNumbers[place]), 8);
      }
    }
  });

  it('is not guessed of too few values', () => {
    expect(() => rowsOf('Runs | where run == 1 | summarize stdev(errors)')).toThrow(
      'stdev() of 1 values',
    );
    expect(rowsOf('Runs | where run == 1 | summarize stdevp(errors)')).toEqual([[0]]);
  });
});

describe('make-series', () => {
  it('has an element for each step, as SQLite makes of a row for each', () => {
    const found = rowsOf(
      `Runs | make-series n = count(), worst = max(errors) default = -1, spent = sum(seconds) on TimeGenerated
         from datetime(2026-11-20T12:05:00Z) to datetime(2026-11-20T12:58:00Z) step 3m by circuit
       | mv-expand n to typeof(long), worst to typeof(long), spent to typeof(real), TimeGenerated to typeof(string)
       | project circuit, TimeGenerated, n, worst, spent | sort by circuit asc, TimeGenerated asc`,
    );

    expect(found).toHaveLength(3 * 18);
    expect(found).toEqual(
      sqlRows(
        `WITH RECURSIVE steps(step) AS (SELECT 0 UNION ALL SELECT step + 1 FROM steps WHERE step < 17),
           cells AS (SELECT circuit, (at - 300) / 180 AS step, COUNT(*) AS n, MAX(errors) AS worst,
             COALESCE(SUM(seconds), 0) AS spent FROM Runs WHERE at >= 300 AND at < 58 * 60 GROUP BY 1, 2)
         SELECT c.circuit, strftime('%Y-%m-%dT%H:%M:%S.0000000Z', 1795176000 + 300 + step * 180, 'unixepoch') AS at,
           COALESCE(n, 0) AS n, COALESCE(worst, -1) AS worst, COALESCE(spent, 0) AS spent
         FROM (SELECT DISTINCT circuit FROM Runs) AS c CROSS JOIN steps LEFT JOIN cells USING (circuit, step)
         ORDER BY c.circuit, at`,
      ),
    );
  });

  it('counts whole numbers in steps, leaves out the end and what lies outside', () => {
    expect(
      rowsOf(
        `datatable(x: long)[-1, 0, 1, 4, 5, 6] | make-series n = count(), half = count() / 2.0 on x from 0 to 6 step 4`,
      ),
    ).toEqual([['[2,2]', '[1,1]', '[0,4]']]);
  });

  it('makes nothing of no rows', () => {
    expect(
      rowsOf('datatable(x: long)[] | make-series n = count() on x from 0 to 6 step 2'),
    ).toEqual([]);
  });
});
