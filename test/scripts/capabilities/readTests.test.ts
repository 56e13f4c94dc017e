import { describe, expect, it } from '@jest/globals';
import { readTests } from '../../../scripts/capabilities/readTests';

const titles = (source: string): string[] => readTests(source).map(({ title }) => title);

describe('readTests', () => {
  it('gives each test with the blocks around it and its line', () => {
    const source = [
      "import { describe, it } from '@jest/globals';",
      '// Ünï 🙂 shifts bytes against characters.',
      "describe('the fleet', () => {",
      "  it('is restored', () => {});",
      "  describe('of 200', () => {",
      "    test('[E03] is restored as well', async () => {});",
      '  });',
      '});',
    ].join('\n');

    expect(readTests(source)).toEqual([
      { title: 'the fleet › is restored', line: 4 },
      { title: 'the fleet › of 200 › [E03] is restored as well', line: 6 },
    ]);
  });

  it.each([
    ["it('said ' + 'in two parts', f)", ['said in two parts']],
    ['it(`of ${count} circuits`, f)', ['of ${…} circuits']],
    ["it.only('alone', f)", ['alone']],
    ["it.concurrent.each([1])('[A01] case %i', f)", ['[A01] case %i']],
    ["describe.each([1])('[A01] case %i', () => { it('works', f) })", ['[A01] case %i › works']],
    ["it.each`a\n${1}`('tagged $a', f)", ['tagged $a']],
    ["for (const a of b) { it('in a loop', f) }", ['in a loop']],
  ])('reads %s', (source, expected) => {
    expect(titles(source)).toEqual(expected);
  });

  it.each([
    "it.skip('skipped', f)",
    "it.todo('to do')",
    "it.failing('meant to fail', f)",
    "xit('skipped', f)",
    "it.skip.each([1])('skipped', f)",
    "describe.skip('all of it', () => { it('is skipped', f) })",
    "describe('[A01] nothing', () => {})",
    "submit('[A01] not a test', f)",
    "// it('a comment', f)",
  ])('leaves out what proves nothing: %s', (source) => {
    expect(titles(source)).toEqual([]);
  });

  it.each([
    ["it.each([{ id: 'A01' }, { id: 'A02' }])('[$id] fires', f)", ['[A01] fires', '[A02] fires']],
    ["it.each([['A01', 1], ['A02', 2]])('[%s] at %i', f)", ['[A01] at …', '[A02] at …']],
    ["it.each(['A01'])('[%s] fires', f)", ['[A01] fires']],
    ["const rows = [{ id: 'A01' }] as const;\nit.each(rows)('[$id] fires', f)", ['[A01] fires']],
    ["import { rows } from './rows';\nit.each(rows)('[$id] fires', f)", ['[$id] fires']],
  ])('takes ids from the rows of a table in the same file: %s', (source, expected) => {
    expect(titles(source)).toEqual(expected);
  });
});
