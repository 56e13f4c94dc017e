import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Look } from '../../../cli/text/look';
import { lookOf } from '../../../cli/text/look';
import { plain } from '../../../cli/text/plain';
import { table } from '../../../cli/text/table';
import { wrap, wrapHanging } from '../../../cli/text/wrap';

const bare = (width: number): Look => ({ width, paint: (_, text) => text });

describe('table', () => {
  it('aligns columns, and numbers to the right', () => {
    const rows = [
      ['P001', '7', 'fine'],
      ['P002', '120', ''],
    ];

    expect(table({ heads: ['plant', 'circuits', 'note'], rows }, bare(80))).toEqual([
      'plant  circuits  note',
      'P001          7  fine',
      'P002        120',
    ]);
  });

  it('breaks its widest column between words to fit', () => {
    const rows = [['Release-123', 'jobs fail on many circuits at once']];

    expect(table({ rows }, bare(32))).toEqual([
      'Release-123  jobs fail on many',
      '             circuits at once',
    ]);
  });

  it('never is wider than it may be, whatever is in it', () => {
    const cell = fc.string({ maxLength: 120 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1 }), (rows) => {
        const lines = table({ rows }, bare(60));

        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(60);
      }),
      { numRuns: 50 },
    );
  });

  it('colours a cell without counting the colour', () => {
    const look = lookOf({ write: () => {}, isTTY: true, columns: 80 }, {});
    const rows = [
      [{ text: 'open', style: 'red' as const }, 'a'],
      ['closed', 'b'],
    ];

    expect(table({ rows }, look)).toEqual(['\u001B[31mopen  \u001B[39m  a', 'closed  b']);
  });
});

describe('lookOf', () => {
  it.each([
    { what: 'a pipe', sink: {}, env: {} },
    { what: 'NO_COLOR', sink: { isTTY: true }, env: { NO_COLOR: '1' } },
    { what: 'a dumb terminal', sink: { isTTY: true }, env: { TERM: 'dumb' } },
  ])('does not colour for $what', ({ sink, env }) => {
    expect(lookOf({ write: () => {}, ...sink }, env).paint('red', 'x')).toBe('x');
  });

  it('is as wide as the terminal, and never wider than 100 columns', () => {
    const widths = [undefined, 0, 72, 300, 1].map(
      (columns) => lookOf({ write: () => {}, columns }, {}).width,
    );

    expect(widths).toEqual([100, 100, 72, 100, 40]);
  });
});

describe('wrap', () => {
  it('breaks between words, and within one that is longer than a line', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('', 4)).toEqual(['']);
  });

  it('keeps spaces at the beginning, and sets in what follows', () => {
    expect(wrapHanging('  one two three', 11, '    ')).toEqual(['  one', '    two', '    three']);
  });
});

describe('plain', () => {
  it('takes out what could steer a terminal, and keeps lines', () => {
    expect(plain('a\u001B[2Jb\nc\u0007\u009B')).toBe('a\uFFFD[2Jb\nc\uFFFD\uFFFD');
  });
});
