import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Table } from '../../../../../local/cloud/monitor/kql/table';
import { UnsupportedQuery } from '../../../../../local/cloud/monitor/kql/unsupported';
import { declareTables } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { ask, tablesOf } from './ask';

const schemas = declareTables({
  Laps: {
    TimeGenerated: 'datetime',
    driver: 'string',
    lap: 'long',
    seconds: 'real',
    pit: 'timespan',
    clean: 'bool',
    extra: 'dynamic',
  },
  Teams: { TimeGenerated: 'datetime', driver: 'string', team: 'string', lap: 'real' },
});

const lap = (driver: string, number: number | null, more: Record<string, unknown>) => ({
  TimeGenerated: `2026-11-20T12:0${number ?? 0}:30Z`,
  driver,
  lap: number,
  ...more,
});

const records = {
  Laps: [
    lap('ada', 1, { seconds: 90, clean: true, extra: { tyre: 'soft', gaps: [1, 2] } }),
    lap('bob', 1, { seconds: 95, clean: false, pit: '00:00:20', extra: ['a', 3] }),
    lap('ada', 2, { seconds: 88, pit: '00:00:30', extra: 'hard' }),
    lap('bob', 2, { seconds: null }),
    lap('eve', null, { seconds: 'NaN', clean: true }),
  ],
  Teams: [
    { driver: 'ada', team: 'red', lap: 1 },
    { driver: 'bob', team: 'blue', lap: 2 },
    { driver: 'bob', team: 'green', lap: 3 },
  ],
};

let parser: Parser;
let tables: Map<string, Table>;
beforeAll(async () => {
  parser = await loadParser(schemas);
  tables = tablesOf(schemas, records);
});

const rowsOf = (query: string) => ask(parser, query, tables).rows;

/** Evaluates an expression; the value as it goes over the wire. */
const valueOf = (expression: string) => rowsOf(`print v = ${expression}`)[0]![0];

/** Each expression and its value. Asked in one query, since reading a query is what takes the time. */
function expectValues(cases: [expression: string, expected: unknown][]): void {
  let values: unknown[];
  beforeAll(() => {
    const columns = cases.map(([expression], index) => `v${index} = ${expression}`);
    [values = []] = rowsOf(`print ${columns.join(', ')}`);
  });
  it.each(cases.map(([expression, expected], index) => ({ expression, expected, index })))(
    '$expression is $expected',
    ({ expected, index }) => {
      expect(values[index]).toEqual(expected);
    },
  );
}

/** Asks twice: once folded into a constant, once evaluated on a row. */
const everywhere = (expression: string, column: string) => [
  valueOf(expression),
  rowsOf(`datatable(x: ${column})[1] | project v = ${expression}`)[0]![0],
];

describe('null and NaN', () => {
  const overNothing: [title: string, aggregate: string, expected: unknown][] = [
    ['avg over nothing is NaN, not null', 'avg(seconds)', 'NaN'],
    ['avgif over nothing is NaN', 'avgif(seconds, lap > 1)', 'NaN'],
    ['sum over nothing is zero', 'sum(lap)', 0],
    ['min over nothing is null', 'min(lap)', null],
    ['count over nothing is zero', 'count()', 0],
    ['a set of nothing is empty', 'make_set(driver)', '[]'],
    ['arg_max over nothing is null', 'arg_max(lap)', null],
    ['percentile over nothing is null', 'percentile(lap, 50)', null],
    ['any string of nothing is empty, for a string is never null', 'take_any(driver)', ''],
  ];
  let values: unknown[];
  beforeAll(() => {
    const columns = overNothing.map(([, aggregate], index) => `v${index} = ${aggregate}`);
    [values = []] = rowsOf(`Laps | where false | summarize ${columns.join(', ')}`);
  });
  it.each(overNothing.map(([title, , expected], index) => ({ title, expected, index })))(
    '$title',
    ({ expected, index }) => {
      expect(values[index]).toEqual(expected);
    },
  );

  expectValues([
    ['real(nan) > 1.0', false],
    ['real(nan) == real(nan)', false],
    ['long(null) == 1', false],
    ['long(null) != 1', true],
    ['long(null) == long(null)', null],
    ['long(null) < 1', null],
    ['long(null) in (1, 2)', false],
    ['long(null) !in (1, 2)', true],
    ['long(null) + 1', null],
    ['not(bool(null))', null],
    ['bool(null) and false', false],
    ['bool(null) or true', true],
    ['bool(null) and true', null],
    ['coalesce(bool(null), false)', false],
    ['coalesce("", "b")', 'b'],
    ['iff(bool(null), 1, 2)', 2],
    ['case(1 > 2, "a", 2 > 1, "b", "c")', 'b'],
    ['case(false, "a", "c")', 'c'],
    ['isnull(long(null))', true],
    ['isnotnull(1)', true],
    ['isnull("")', false],
    ['isempty("")', true],
    ['isempty(long(null))', true],
    ['isnotempty("a")', true],
    ['isnan(real(nan))', true],
    ['isfinite(1.0 / 0.0)', false],
    ['max_of(1, long(null), 3)', 3],
    ['min_of(2, 1.5)', 1.5],
  ]);

  it('where drops rows for which the condition is null', () => {
    expect(rowsOf('Laps | where seconds > 0 | count')).toEqual([[3]]);
    expect(rowsOf('Laps | where seconds != 90 | project driver, lap')).toEqual([
      ['bob', 1],
      ['ada', 2],
      ['bob', 2],
      ['eve', null],
    ]);
  });

  it('min and max pass over NaN', () => {
    expect(rowsOf('Laps | summarize min(seconds), max(seconds)')).toEqual([[88, 95]]);
  });
});

describe('arithmetic', () => {
  expectValues([
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['7 / 2.0', 3.5],
    ['7 / 0', null],
    ['7.0 / 0', 'Infinity'],
    ['bin(-7, 5)', -10],
    ['bin(7.3, 0.5)', 7],
    ['bin(datetime(2026-11-20T12:34:56Z), 1m)', '2026-11-20T12:34:00Z'],
    ['bin(datetime(2026-11-20T12:34:56Z), 7d)', '2026-11-16T00:00:00Z'],
    ['bin(90s, 1m)', '00:01:00'],
    ['bin(-90s, 1m)', '-00:02:00'],
    ['datetime(2026-03-01) - datetime(2026-02-28)', '1.00:00:00'],
    ['datetime(2026-03-01) - 1tick', '2026-02-28T23:59:59.9999999Z'],
    ['1d + 90m', '1.01:30:00'],
    ['1h / 30m', 2],
    ['1h / 4', '00:15:00'],
    ['1h * 1.5', '01:30:00'],
    ['2 * 1h', '02:00:00'],
    ['-(1h)', '-01:00:00'],
    ['round(2.5)', 3],
    ['round(-1.255, 1)', -1.3],
    ['abs(-3)', 3],
    ['pow(2, 10)', 1024],
    ['0x1F', 31],
    ['14 % 12', 2],
    ['-14 % 12', 10],
    ['14 % -12', 2],
    ['-14 % -12', 10],
    ['14 % 0', null],
    ['long(null) % 2', null],
  ]);

  it('refuses what is beyond the integers of JavaScript, rather than round', () => {
    expect(() => valueOf('9007199254740991 + 1')).toThrow('more than 53 bits');
  });
});

describe('text', () => {
  expectValues([
    ['"a_b" has "a"', true],
    ['"error" has "err"', false],
    ['"an error-prone thing" has "error-prone"', true],
    ['"éa" has "a"', false],
    ['"Error 5" has_cs "error"', false],
    ['"x errors" !has "error"', true],
    ['"x errors" hasprefix "err"', true],
    ['"x errors" has_any ("error", "errors")', true],
    ['"x errors" has_all ("x", "error")', false],
    ['"abc" contains "B"', true],
    ['"abc" contains_cs "B"', false],
    ['"abc" startswith "AB"', true],
    ['"abc" endswith_cs "BC"', false],
    ['"abc" =~ "ABC"', true],
    ['"abc" !~ "ABC"', false],
    ['"abc" == "ABC"', false],
    ['"abc" in~ ("ABC")', true],
    ['"abc" in ("ABC", "abc")', true],
    ['"b" in (dynamic(["a", "b"]))', true],
    ['"run-17" matches regex "^run-[0-9]+$"', true],
    ['"RUN" matches regex "(?i)run"', true],
    ['3 between (1 .. 3)', true],
    ['3 !between (1 .. 3)', false],
    ['tolower("ÀB")', 'àb'],
    ['strlen("a😀")', 2],
    ['substring("abcdefg", 2, 3)', 'cde'],
    ['substring("abc", -2)', 'bc'],
    ['substring("abc", 5)', ''],
    ['indexof("abcb", "b", 2)', 3],
    ['split("a,b,,c", ",")', '["a","b","","c"]'],
    ['split("a,b", ",", 1)', '["b"]'],
    ['split("a,b", ",")[0]', '"a"'],
    ['strcat("a", 1, 2.0, true, long(null))', 'a12.0True'],
    ['strcat_delim("-", "a", int(null), "b")', 'a--b'],
    ['trim("[ ]+", "  a b  ")', 'a b'],
    ['trim_end("x", "axx")', 'ax'],
    ['replace_string("a.b.c", ".", "$&")', 'a$&b$&c'],
    ['extract("circuit-([a-z]+)", 1, "the circuit-spa job")', 'spa'],
    ['extract("nothing", 0, "else")', ''],
    [String.raw`@"a\b"`, String.raw`a\b`],
    [String.raw`"a\u0041\t"`, 'aA\t'],
  ]);

  it('refuses regular expressions that the service reads otherwise', () => {
    expect(() => valueOf('"a" matches regex "(?=a)"')).toThrow('regular expression');
  });
});

describe('conversions', () => {
  expectValues([
    ['tostring(true)', 'True'],
    ['tostring(2.0)', '2.0'],
    ['tostring(datetime(2026-11-20T12:00:00.5Z))', '2026-11-20T12:00:00.5000000Z'],
    ['tostring(90s)', '00:01:30'],
    ['tostring(long(null))', ''],
    ['tostring(dynamic("x"))', 'x'],
    ['tostring(dynamic([1, "a", null, {"b": true}]))', '[1,"a",null,{"b":true}]'],
    ['tolong("12")', 12],
    ['tolong("1.5")', null],
    ['tolong(2.9)', 2],
    ['toint("abc")', null],
    ['toint(3000000000)', null],
    ['todouble("1e3")', 1000],
    ['todouble("1,5")', null],
    ['tobool("TRUE")', true],
    ['tobool("yes")', null],
    ['tobool(0)', false],
    ['todatetime("2026-11-20")', '2026-11-20T00:00:00Z'],
    ['todatetime("2026-11-20T12:00:00+02:00")', '2026-11-20T10:00:00Z'],
    ['todatetime("2026-02-30")', null],
    ['todatetime("soon")', null],
    ['totimespan("1.02:03:04")', '1.02:03:04'],
    ['parse_json("{\\"a\\":[1,{\\"b\\":2}]}").a[1].b', '2'],
    ['parse_json("not json")', '"not json"'],
    ['tolong(dynamic({"n": 5}).n)', 5],
  ]);

  it('refuses dates in forms that only the service reads, rather than answer null', () => {
    expect(() => valueOf('todatetime("11/20/2026")')).toThrow('not ISO 8601');
  });
});

describe('dynamic', () => {
  expectValues([
    ['dynamic({"a": 1}).b', null],
    ['dynamic([1, 2])[5]', null],
    ['dynamic([1, 2])[-1]', '2'],
    ['dynamic({"a": "x"}).a == "x"', true],
    ['dynamic({"a": 5}).a > 4', true],
    ['dynamic({"a": "x"}).b == "x"', false],
    ['dynamic({"a": "x"})["a"] has "X"', true],
    ['array_length(dynamic([1, 2]))', 2],
    ['array_length(parse_json("{}"))', null],
    ['set_has_element(dynamic([1, "a"]), "a")', true],
    ['array_index_of(dynamic(["a", "b"]), "b")', 1],
    ['bag_pack("a", 1, "b", ago(0s))', '{"a":1,"b":"2026-11-20T13:00:00.0000000Z"}'],
    ['pack_array(1, "a")', '[1,"a"]'],
    ['bag_keys(dynamic({"a": 1, "b": 2}))', '["a","b"]'],
    ['strcat_array(dynamic(["a", 1, true]), "-")', 'a-1-true'],
    ['array_concat(dynamic([1]), dynamic(["a", [2]]))', '[1,"a",[2]]'],
    ['array_concat(dynamic([1]), parse_json("{}"))', null],
  ]);

  it('is what case() answers when its results are of several types', () => {
    expect(rowsOf('Laps | where driver == "ada" | project v = iff(lap == 1, "one", lap)')).toEqual([
      ['"one"'],
      ['2'],
    ]);
  });
});

describe('time', () => {
  expectValues([
    ['now()', '2026-11-20T13:00:00Z'],
    ['now(-1h) == ago(1h)', true],
    ['startofday(now())', '2026-11-20T00:00:00Z'],
    ['startofweek(now())', '2026-11-15T00:00:00Z'],
    ['startofmonth(now())', '2026-11-01T00:00:00Z'],
    ['startofyear(now())', '2026-01-01T00:00:00Z'],
    ['hourofday(now())', 13],
    ['dayofweek(now())', '5.00:00:00'],
    ['getmonth(now())', 11],
    ['datetime_add("day", -1, now())', '2026-11-19T13:00:00Z'],
    ['datetime_diff("hour", datetime(2026-01-01T01:05), datetime(2026-01-01T00:55))', 1],
    ['datetime_diff("month", now(), datetime(2025-12-31))', 11],
    ['unixtime_seconds_todatetime(0)', '1970-01-01T00:00:00Z'],
    ['bin_at(now(), 1h, datetime(2026-01-01T00:20))', '2026-11-20T12:20:00Z'],
    ['datetime(2026-11-20 12:30)', '2026-11-20T12:30:00Z'],
    ['timespan(1.02:03:04.5)', '1.02:03:04.5000000'],
    ['endofday(now())', '2026-11-20T23:59:59.9999999Z'],
    [
      'format_datetime(datetime(2026-11-05T14:03:09.0120000Z), "yyyy-MM-dd HH:mm:ss.fff")',
      '2026-11-05 14:03:09.012',
    ],
    ['format_datetime(datetime(2026-11-05T00:03:09Z), "yyMMdd [h:m:s tt]")', '261105 [12:3:9 AM]'],
  ]);
});

describe('constants', () => {
  it('are worked out as rows are', () => {
    for (const expression of ['7 / 2', 'strcat("a", 1)', 'iff(1 > 2, 1, 2)', 'long(null) == 1']) {
      const [folded, onRow] = everywhere(expression, 'long');

      expect(onRow).toEqual(folded);
    }
  });
});

describe('operators on columns', () => {
  it.each([
    {
      query: 'Laps | take 1 | project-away TimeGenerated, extra, c*',
      columns: ['driver:string', 'lap:long', 'seconds:real', 'pit:timespan'],
      row: ['ada', 1, 90, null],
    },
    {
      query: 'Laps | take 1 | project-keep lap, driver',
      columns: ['driver:string', 'lap:long'],
      row: ['ada', 1],
    },
    {
      query: 'Laps | take 1 | project driver, lap | project-rename who = driver',
      columns: ['who:string', 'lap:long'],
      row: ['ada', 1],
    },
    {
      query: 'Laps | take 1 | project driver, lap | project-reorder lap',
      columns: ['lap:long', 'driver:string'],
      row: [1, 'ada'],
    },
    {
      query: 'Laps | take 1 | project lap | extend lap = lap + 1, old = lap, lap * 2',
      columns: ['lap:long', 'old:long', 'Column1:long'],
      row: [2, 1, 2],
    },
    {
      query: 'print 1, b = "x"',
      columns: ['print_0:long', 'b:string'],
      row: [1, 'x'],
    },
    {
      query: 'Laps | take 1 | project bin(TimeGenerated, 1m), extra.tyre',
      columns: ['TimeGenerated:datetime', 'extra_tyre:dynamic'],
      row: ['2026-11-20T12:01:00Z', '"soft"'],
    },
  ])('$query', ({ query, columns, row }) => {
    expect(ask(parser, query, tables)).toEqual({ columns, rows: [row] });
  });
});

describe('operators on rows', () => {
  it('order descends unless told otherwise, with null and NaN last', () => {
    expect(rowsOf('Laps | order by seconds | project seconds')).toEqual([
      [95],
      [90],
      [88],
      ['NaN'],
      [null],
    ]);
  });

  it.each([
    ['seconds asc', [null, 'NaN', 88, 90, 95]],
    ['seconds asc nulls last', [88, 90, 95, 'NaN', null]],
    ['seconds desc nulls first', [null, 'NaN', 95, 90, 88]],
  ])('order by %s', (by, expected) => {
    expect(rowsOf(`Laps | sort by ${by} | project seconds`).flat()).toEqual(expected);
  });

  it('order by several keys keeps the order of rows that are alike', () => {
    expect(rowsOf('Laps | order by lap asc, driver | project lap, driver')).toEqual([
      [null, 'eve'],
      [1, 'bob'],
      [1, 'ada'],
      [2, 'bob'],
      [2, 'ada'],
    ]);
  });

  it('top, take, limit, distinct and count', () => {
    expect(rowsOf('Laps | top 1 by seconds | project driver')).toEqual([['bob']]);
    expect(rowsOf('Laps | serialize | take 2 | count')).toEqual([[2]]);
    expect(rowsOf('Laps | limit 3 | distinct driver')).toEqual([['ada'], ['bob']]);
    expect(rowsOf('Teams | distinct *')).toHaveLength(3);
  });
});

describe('summarize', () => {
  it('makes every aggregate', () => {
    const query = `Laps | summarize count(), countif(clean), dcount(driver), dcountif(driver, lap == 1),
      sumif(lap, lap > 1), avgif(seconds, lap == 1), minif(seconds, clean), maxif(lap, clean),
      make_list(lap), make_set(driver, 2), make_set_if(driver, clean), make_list_if(driver, lap == 2),
      percentile(lap, 50), sum(pit), avg(pit), take_any(pit), min(driver), max(TimeGenerated)`;

    expect(rowsOf(query)).toEqual([
      [
        5,
        2,
        3,
        2,
        4,
        92.5,
        90,
        1,
        '[1,1,2,2]',
        '["ada","bob"]',
        '["ada","eve"]',
        '["ada","bob"]',
        1,
        '00:00:50',
        '00:00:25',
        '00:00:20',
        'ada',
        '2026-11-20T12:02:30Z',
      ],
    ]);
  });

  it('names and groups by expressions, null being a group of its own', () => {
    expect(
      ask(
        parser,
        'Laps | summarize n = count() by lap, bin(TimeGenerated, 1h), late = lap > 1',
        tables,
      ),
    ).toEqual({
      columns: ['lap:long', 'TimeGenerated:datetime', 'late:bool', 'n:long'],
      rows: [
        [1, '2026-11-20T12:00:00Z', false, 2],
        [2, '2026-11-20T12:00:00Z', true, 2],
        [null, '2026-11-20T12:00:00Z', null, 1],
      ],
    });
  });

  it('makes a column of each of several percentiles', () => {
    expect(
      ask(
        parser,
        'Laps | summarize percentiles(seconds, 50, 99), (a, b) = percentiles(lap, 1, 100) by driver',
        tables,
      ),
    ).toEqual({
      columns: [
        'driver:string',
        'percentile_seconds_50:real',
        'percentile_seconds_99:real',
        'a:long',
        'b:long',
      ],
      rows: [
        ['ada', 88, 90, 1, 2],
        ['bob', 95, 95, 1, 2],
        ['eve', null, null, null, null],
      ],
    });
  });

  it('calculates with aggregates', () => {
    expect(
      rowsOf('Laps | summarize round(sum(lap) / todouble(count()), 2), x = max(lap) - min(lap)'),
    ).toEqual([[1.2, 1]]);
  });

  it('answers no row about no rows when there are groups, and one when there are none', () => {
    expect(rowsOf('Laps | where false | summarize count() by driver')).toEqual([]);
    expect(rowsOf('Laps | where false | summarize count()')).toEqual([[0]]);
    expect(rowsOf('Laps | summarize by driver | count')).toEqual([[3]]);
  });

  it('takes a whole row with arg_max and arg_min, null losing to everything', () => {
    expect(
      ask(
        parser,
        'Laps | project driver, lap, seconds | summarize arg_max(seconds, *) by driver',
        tables,
      ),
    ).toEqual({
      columns: ['driver:string', 'seconds:real', 'lap:long'],
      rows: [
        ['ada', 90, 1],
        ['bob', 95, 1],
        ['eve', 'NaN', null],
      ],
    });
    expect(
      rowsOf('Laps | summarize (best, who) = arg_min(seconds, driver), take_any(lap, driver)'),
    ).toEqual([[88, 'ada', 1, 'ada']]);
  });
});

describe('join', () => {
  const join = (kind: string, on = 'driver') =>
    rowsOf(`Laps | project driver, n = lap | join ${kind} (Teams | project driver, team) on ${on}`);

  it('innerunique, the default, takes one row per key from the left', () => {
    expect(join('')).toEqual([
      ['ada', 1, 'ada', 'red'],
      ['bob', 1, 'bob', 'blue'],
      ['bob', 1, 'bob', 'green'],
    ]);
  });

  it('inner takes every pair', () => {
    expect(join('kind=inner')).toHaveLength(6);
  });

  it('leftouter fills in null, and "" for strings', () => {
    expect(join('kind=leftouter').at(-1)).toEqual(['eve', null, '', '']);
  });

  it('leftanti and leftsemi keep rows of the left', () => {
    expect(join('kind=leftanti')).toEqual([['eve', null]]);
    expect(join('kind=leftsemi')).toHaveLength(4);
  });

  it('rightouter keeps the right side, filling in the left', () => {
    const rows = rowsOf(
      'datatable(k: string, a: long)["x", 1] | join kind=rightouter (datatable(k: string, b: long)["x", 2, "y", 3]) on k',
    );

    expect(rows).toEqual([
      ['x', 1, 'x', 2],
      ['', null, 'y', 3],
    ]);
  });

  it('fullouter keeps both sides', () => {
    const rows = rowsOf(
      'datatable(k: string, a: long)["x", 1, "z", 4] | join kind=fullouter (datatable(k: string, b: long)["x", 2, "y", 3]) on k',
    );

    expect(rows).toEqual([
      ['x', 1, 'x', 2],
      ['z', 4, '', null],
      ['', null, 'y', 3],
    ]);
  });

  it('rightsemi and rightanti keep rows of the right', () => {
    const right = (kind: string) =>
      rowsOf(
        `datatable(k: string, a: long)["x", 1, "x", 2] | join kind=${kind} (datatable(k: string, b: long)["x", 2, "y", 3]) on k`,
      );

    expect(right('rightsemi')).toEqual([['x', 2]]);
    expect(right('rightanti')).toEqual([['y', 3]]);
  });

  it('lookup leaves the keys of the right side out, and is leftouter', () => {
    const lookup = (kind: string) =>
      ask(
        parser,
        `datatable(k: string, a: long)["x", 1, "z", 4] | lookup ${kind} (datatable(j: string, b: long)["x", 2]) on $left.k == $right.j`,
      );

    expect(lookup('')).toEqual({
      columns: ['k:string', 'a:long', 'b:long'],
      rows: [
        ['x', 1, 2],
        ['z', 4, null],
      ],
    });
    expect(lookup('kind=inner').rows).toEqual([['x', 1, 2]]);
  });

  it('matches columns of different names, and null with null', () => {
    expect(
      rowsOf(
        'datatable(a: long)[1, long(null)] | join kind=inner hint.strategy=broadcast (datatable(b: long)[long(null), 2]) on $left.a == $right.b',
      ),
    ).toEqual([[null, null]]);
  });
});

describe('union', () => {
  it('matches columns by name and type, and fills in what is missing', () => {
    expect(
      ask(
        parser,
        'union (Laps | project driver, lap | take 1), (Teams | project team, lap | take 1)',
        tables,
      ),
    ).toEqual({
      columns: ['driver:string', 'lap_long:long', 'lap_real:real', 'team:string'],
      rows: [
        ['ada', 1, null, ''],
        ['', null, 1, 'red'],
      ],
    });
  });

  it('says which table a row is from', () => {
    expect(rowsOf('union withsource=table Laps, Teams | summarize count() by table')).toEqual([
      ['Laps', 5],
      ['Teams', 3],
    ]);
  });

  it('follows a pipe, too', () => {
    expect(rowsOf('Teams | union Teams | count')).toEqual([[6]]);
  });
});

describe('mv-expand', () => {
  const expand = (values: string, how: string) =>
    rowsOf(`datatable(k: long, d: dynamic)[${values}] | mv-expand ${how}`);

  it('makes a row of each element; one of null, none of an empty array', () => {
    expect(expand('1, dynamic(["a", 2]), 2, dynamic(null), 3, dynamic([])', 'd')).toEqual([
      [1, '"a"'],
      [1, '2'],
      [2, null],
    ]);
  });

  it('makes a bag of each property of a bag', () => {
    expect(expand('1, dynamic({"a": 1, "b": 2})', 'd')).toEqual([
      [1, '{"a":1}'],
      [1, '{"b":2}'],
    ]);
  });

  it('names and casts elements, and takes so many', () => {
    expect(expand('1, dynamic([5, null, 6])', 'e = d to typeof(long) limit 2')).toEqual([
      [1, '[5,null,6]', 5],
      [1, '[5,null,6]', null],
    ]);
  });

  it.each([
    ['long', [1, 2, -2, null, null, null]],
    ['real', [1, 2.5, -2.5, null, null, null]],
    ['bool', [true, null, null, null, true, null]],
    ['string', ['1', '2.5', '-2.5', '2', 'true', '']],
  ])('converts numbers, truths and texts to typeof(%s) as they stand', (type, expected) => {
    const found = expand('1, dynamic([1, 2.5, -2.5, "2", true, null])', `e = d to typeof(${type})`);

    expect(found.map(([, , element]) => element)).toEqual(expected);
  });

  it('goes through several arrays side by side', () => {
    expect(expand('1, dynamic([1, 2])', 'd, e = pack_array("x")')).toEqual([
      [1, '1', '"x"'],
      [1, '2', null],
    ]);
  });

  it('refuses what it would have to guess', () => {
    expect(() => expand('1, dynamic("a")', 'd')).toThrow('neither an array nor a bag');
  });
});

describe('range', () => {
  it.each([
    ['1 to 6 step 2', [1, 3, 5]],
    ['1 to 0 step 1', []],
    [
      'datetime(2026-11-20) to datetime(2026-11-20T02:00) step 1h',
      ['2026-11-20T00:00:00Z', '2026-11-20T01:00:00Z', '2026-11-20T02:00:00Z'],
    ],
    ['1m to 2m step 30s', ['00:01:00', '00:01:30', '00:02:00']],
  ])('from %s', (range, expected) => {
    expect(rowsOf(`range x from ${range}`).flat()).toEqual(expected);
  });
});

describe('let', () => {
  it('names scalars and tables, which may be used more than once', () => {
    expect(
      rowsOf(`let least = 89;
        let quick = materialize(Laps | where seconds < least + 2);
        quick | where driver in (quick | distinct driver) | count`),
    ).toEqual([[2]]);
  });

  it('names functions, which see what was named before them', () => {
    expect(
      rowsOf(`let lowest = 1;
        let twofold = (x: long) { let made = x * 2; made };
        let after_lap = (n: long) { Laps | where lap > n };
        after_lap(lowest) | project driver, twofold(lap), twofold(3)`),
    ).toEqual([
      ['ada', 4, 6],
      ['bob', 4, 6],
    ]);
    expect(
      rowsOf(`let half = (x: real) { strcat(x / 2, "|", x) };
        let total = () { toscalar(Laps | summarize sum(lap)) };
        print half(3), total()`),
    ).toEqual([['1.5|3.0', 6]]);
  });

  it('calls a function with what is aggregated', () => {
    expect(
      rowsOf(
        'let rate = (a: long, b: long) { todouble(a) / b }; Laps | summarize rate(sum(lap), count())',
      ),
    ).toEqual([[1.2]]);
  });

  it('takes a scalar out of a table', () => {
    expect(
      rowsOf('let mean = toscalar(Laps | summarize avgif(seconds, isfinite(seconds))); print mean'),
    ).toEqual([[91]]);
    expect(rowsOf('print toscalar(Teams | where false | project team)')).toEqual([['']]);
  });
});

describe('datatable', () => {
  it('holds every type', () => {
    expect(
      rowsOf(
        'datatable(a: string, b: long, c: datetime, d: dynamic, e: real, f: timespan, g: bool)["x", -1, datetime(2026-01-01), dynamic({"k": [1]}), 2, 5m, true]',
      ),
    ).toEqual([['x', -1, '2026-01-01T00:00:00Z', '{"k":[1]}', 2, '00:05:00', true]]);
  });
});

describe('what is no query', () => {
  it.each(['', '// nothing but a comment', 'let x = 1;'])('%j wants a table', (query) => {
    expect(parser.analyze(query)).toMatchObject({
      ok: false,
      complaints: [{ kind: 'SyntaxError', code: 'NoTabularExpression' }],
    });
  });
});

describe('what is not implemented', () => {
  it.each([
    ['Laps | make-series count() on TimeGenerated step 1m', 'without from, to and step'],
    ['Laps | make-series count() on seconds from 0 to 1 step 1', 'make-series over from 0'],
    [
      'Laps | make-series take_any(driver) on lap from 0 to 1 step 1',
      'A series of take_any(driver)',
    ],
    ['Laps | parse kind=regex driver with "a" x', 'kind=regex'],
    ['Laps | parse-where kind=relaxed driver with "a" x', 'kind=relaxed'],
    ['Laps | parse extra with "a" x', 'of a dynamic'],
    ['Laps | parse driver with "a" x:guid', 'into a guid'],
    ['Laps | parse driver with "a" x:datetime * "b"', 'A datetime in front of a *'],
    ['Laps | parse driver with "a" lap:long', 'the column lap, which is there already'],
    ['Laps | where * has "x"', 'StarExpression'],
    ['Laps | extend x = hash(driver)', 'hash()'],
    ['Laps | extend x = row_number()', 'row_number() on rows that neither'],
    ['Laps | where prev(lap) > 1', 'prev() on rows that neither'],
    ['Laps | sort by lap | summarize n = count() by lap | extend x = next(n)', 'next() on rows'],
    ['Laps | sort by lap | extend x = prev(lap, lap)', 'The call prev(long, long)'],
    ['Laps | sort by lap | extend x = prev(lap, 1, "a")', 'The call prev(long, long, string)'],
    ['Laps | summarize stdev(pit)', 'stdev(timespan)'],
    ['Laps | summarize percentiles(driver, 50)', 'percentiles(driver, 50)'],
    ['Laps | summarize make_set(extra)', 'make_set(dynamic)'],
    ['Laps | summarize dcount(extra)', 'dcount(dynamic)'],
    ['Laps | join kind=inner Laps on extra', 'The join condition extra'],
    ['union withsource=source (Laps | take 1), Teams', 'withsource'],
    ['Laps | union withsource=source Teams', 'withsource'],
    ['Laps | extend x = seconds % 2', 'between real and long'],
    ['union kind=inner Laps, Teams', 'kind=inner'],
    ['Laps | mv-expand with_itemindex=i extra', 'with_itemindex'],
    ['Laps | mv-expand extra to typeof(datetime)', 'mv-expand of extra'],
    ['Laps | sample 1', 'SampleOperator'],
    ['Laps | top-nested 1 of driver by count()', 'TopNestedOperator'],
    ['Laps | extend x = series_stats(extra)', 'series_stats()'],
    ['Laps | lookup kind=inner Laps on extra', 'The join condition extra'],
    ['Laps | extend x = format_datetime(TimeGenerated, "dddd")', 'dddd'],
    ['range x from 0.5 to 2.5 step 1.0', 'A range of other'],
    ['range x from 1 to 100000000 step 1', 'A range of other'],
    ['let f = (x: long = 1) { x + 1 }; print f()', 'The parameter x: long = 1'],
    ['let f = (T: (lap: long)) { T | count }; f(Laps)', 'The parameter T'],
    [
      'let f = (x: long) { toscalar(Laps | count) + x }; Laps | extend y = f(lap)',
      'The call f(lap)',
    ],
    ['let f = (x: long) { hash(x) }; Laps | extend y = f(lap)', 'hash()'],
    ['Laps; Teams', 'ExpressionStatement'],
    ['Laps | where lap == "1"', 'between long and string'],
    ['Laps | where driver in (extra)', 'The operator in on these types'],
    ['Laps | where driver has_any (extra)', 'The operator has_any on these types'],
    ['Laps | where extra == extra', 'between dynamic and dynamic'],
    ['Laps | render timechart with (title = "x")', 'RenderOperator'],
    ['print decimal(1.5)', 'DecimalLiteral'],
    ['print datetime(11/20/2026)', 'The literal'],
    ['search "x"', 'SearchOperator'],
  ])('%s is refused, naming %s', (query, named) => {
    const neverRead = new Map(
      [...tables].map(([name, { columns }]): [string, Table] => [
        name,
        {
          columns,
          rows: () => {
            throw new Error('A row was read');
          },
        },
      ]),
    );

    expect(() => ask(parser, query, neverRead)).toThrow(UnsupportedQuery);
    expect(() => ask(parser, query, neverRead)).toThrow(named);
  });

  it('is named with its place in the query', () => {
    expect(() => ask(parser, 'Laps | where lap > 1 | sample 3', tables)).toThrow(
      expect.objectContaining({ place: { start: 23, text: 'sample 3' } }),
    );
  });
});
