import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { declareTables } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { ask } from './ask';

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser(declareTables({}));
});

/** What `parse` adds to rows of one text each. */
const parsed = (texts: string[], pattern: string, operator = 'parse') => {
  const values = texts.map((text) => JSON.stringify(text)).join(', ');
  const query = `datatable(s: string)[${values}] | ${operator} s with ${pattern} | project-away s`;
  return ask(parser, query).rows;
};

describe('parse', () => {
  it('takes a message apart', () => {
    const message =
      'Job failed: circuit=C007, attempt=3, took 21.5 s at 2026-11-20T12:00:00Z (code UserError) end';

    expect(
      parsed(
        [message],
        '"Job " outcome ": circuit=" circuit ", attempt=" attempt:long ", took " took:real " s at " at:datetime " (code " code ")" *',
      ),
    ).toEqual([['failed', 'C007', 3, 21.5, '2026-11-20T12:00:00Z', 'UserError']]);
  });

  it('passes over what is starred, as little as can be', () => {
    expect(parsed(['x a=1 a=2 b=3'], '* "a=" a:long * "b=" b')).toEqual([[1, '3']]);
  });

  it.each([
    { text: 'aXcYc', pattern: '"a" v "c"', expected: ['XcY'], why: 'it goes to the end' },
    {
      text: 'abcbd',
      pattern: '"a" v "b"',
      expected: [''],
      why: 'there is something after the end',
    },
    { text: 'aXc\n', pattern: '"a" v "c"', expected: [''], why: 'a line break is something' },
    { text: 'xaXc', pattern: '"a" v "c"', expected: [''], why: 'it begins at the beginning' },
    {
      text: 'n=27x',
      pattern: '"n=" n:long',
      expected: [null],
      why: 'all of it has to be a number',
    },
    { text: 'n=27x', pattern: '"n=" n:long *', expected: [27], why: 'the rest is passed over' },
    { text: 'n= -27;', pattern: '"n=" n:int ";"', expected: [-27], why: 'of signs and spaces' },
    { text: 'r=.5e1 r', pattern: '"r=" r:real * "r"', expected: [5], why: 'of points and powers' },
    { text: 'b=true', pattern: '"b=" b:bool', expected: [true], why: 'it is a truth' },
    { text: 'b=yes', pattern: '"b=" b:bool', expected: [null], why: 'it is none' },
    { text: 't=00:01:30', pattern: '"t=" t:timespan', expected: ['00:01:30'], why: 'it is a time' },
    { text: 'a.c', pattern: '"a.c" v', expected: [''], why: 'a point is a point' },
    { text: 'abc', pattern: '"a.c" v', expected: [''], why: 'and nothing else' },
  ])('reads $text by $pattern as $expected: $why', ({ text, pattern, expected }) => {
    expect(parsed([text], pattern)).toEqual([expected]);
  });

  it('takes all or nothing, unless it is relaxed', () => {
    const text = ['a=1,b=2,c=zz,d=4'];
    const pattern = '"a=" a:long ",b=" b ",c=" c:long ",d=" d';

    expect(parsed(text, pattern)).toEqual([[null, '', null, '']]);
    expect(parsed(text, pattern, 'parse kind=relaxed')).toEqual([[1, '2', null, '4']]);
  });

  it('keeps what does not match, and parse-where drops it', () => {
    const texts = ['n=1', 'm=2', 'n=x', ''];

    expect(parsed(texts, '"n=" n:long')).toEqual([[1], [null], [null], [null]]);
    expect(parsed(texts, '"n=" n:long', 'parse-where')).toEqual([[1]]);
  });
});
