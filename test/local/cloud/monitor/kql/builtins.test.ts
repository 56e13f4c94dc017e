import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { declareTables } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { ask } from './ask';

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser(declareTables({}));
});

const day = 'datetime(2026-11-20T13:14:15.6789Z)';

const cases: [expression: string, expected: unknown][] = [
  ['countof("aaaa", "aa")', 3],
  ['countof("aaaa", "aa", "normal")', 3],
  ['countof("aaaa", "aa", "regex")', 2],
  ['countof("abc", "[a-b]", "regex")', 2],
  ['countof("abc", "")', 0],
  [String.raw`replace_regex("C007 on P01", @"([CP])(\d+)", @"\2\1")`, '007C on 01P'],
  ['replace_regex("a.b", "x", "y")', 'a.b'],
  [String.raw`extract_all(@"(\d+)", "a1b22")`, '["1","22"]'],
  [String.raw`extract_all(@"([a-z])(\d+)", "a1b22")`, '[["a","1"],["b","22"]]'],
  ['extract_all("(x)", "abc")', '[]'],
  ['reverse("añ😀")', '😀ña'],
  ['strrep("ab", 3)', 'ababab'],
  ['strrep("ab", 0)', ''],
  [`startofday(${day})`, '2026-11-20T00:00:00Z'],
  [`startofday(${day}, -1)`, '2026-11-19T00:00:00Z'],
  [`startofweek(${day})`, '2026-11-15T00:00:00Z'],
  [`startofweek(${day}, 1)`, '2026-11-22T00:00:00Z'],
  [`startofmonth(${day}, -1)`, '2026-10-01T00:00:00Z'],
  [`startofmonth(${day}, 2)`, '2027-01-01T00:00:00Z'],
  [`startofyear(${day}, -1)`, '2025-01-01T00:00:00Z'],
  [`endofday(${day})`, '2026-11-20T23:59:59.9999999Z'],
  [`endofweek(${day})`, '2026-11-21T23:59:59.9999999Z'],
  [`endofmonth(${day})`, '2026-11-30T23:59:59.9999999Z'],
  ['endofmonth(datetime(2028-02-03))', '2028-02-29T23:59:59.9999999Z'],
  [`endofyear(${day}, 1)`, '2027-12-31T23:59:59.9999999Z'],
  [`dayofyear(${day})`, 324],
  [`week_of_year(${day})`, 47],
  ['week_of_year(datetime(2027-01-03))', 53],
  ['week_of_year(datetime(2027-01-04))', 1],
  ['week_of_year(datetime(2024-12-30))', 1],
  [`datetime_part("quarter", ${day})`, 4],
  [`datetime_part("Month", ${day})`, 11],
  [`datetime_part("hour", ${day})`, 13],
  [`datetime_part("millisecond", ${day})`, 678],
  ['make_datetime(2026, 11, 20)', '2026-11-20T00:00:00Z'],
  ['make_datetime(2026, 11, 20, 13, 14)', '2026-11-20T13:14:00Z'],
  ['make_datetime(2026, 11, 20, 13, 14, 15.5)', '2026-11-20T13:14:15.5Z'],
  ['make_datetime(2026, 2, 30)', null],
  ['make_datetime(2026, 11, 20, 24, 0)', null],
  ['array_slice(dynamic([1, 2, 3, 4]), 1, 2)', '[2,3]'],
  ['array_slice(dynamic([1, 2, 3, 4]), -2, -1)', '[3,4]'],
  ['array_slice(dynamic([1, 2, 3, 4]), 0, -2)', '[1,2,3]'],
  ['array_sum(dynamic([1, 2.5]))', 3.5],
  ['array_sum(dynamic([1, "2"]))', null],
  ['array_reverse(dynamic([1, "a", null]))', '[null,"a",1]'],
  ['bag_merge(dynamic({"a": 1}), dynamic({"a": 2, "b": 3}))', '{"a":1,"b":3}'],
  ['set_union(dynamic([1, 2, 2]), dynamic([3, 1]))', '[1,2,3]'],
  ['set_intersect(dynamic([1, 2, 2]), dynamic([2, 3]))', '[2]'],
  ['set_difference(dynamic([1, 2, 3, 3]), dynamic([2]))', '[1,3]'],
];

describe('functions', () => {
  it.each(cases)('%s is %j', (expression, expected) => {
    expect(ask(parser, `print v = ${expression}`).rows).toEqual([[expected]]);
  });

  it('work on columns as they do on constants, and on what is missing', () => {
    const query = `datatable(s: string, at: datetime, n: long)[
        "a1b22", datetime(2026-11-20T13:14:15Z), 2, "", datetime(null), long(null)]
      | project countof(s, "2"), extract_all("([a-z])", s), endofmonth(at, n), datetime_part("day", at)`;

    expect(ask(parser, query).rows).toEqual([
      [2, '["a","b"]', '2027-01-31T23:59:59.9999999Z', 20],
      [0, '[]', null, null],
    ]);
  });
});
