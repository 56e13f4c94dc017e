import { describe, expect, it } from '@jest/globals';
import { parseHistories } from '../../../shared/domain/backtest/parseHistories';

const [one, two] = [{ name: 'one' }, { name: 'two' }];

describe('parseHistories', () => {
  it.each([
    { what: 'a document', text: JSON.stringify(one, null, 2), documents: [one] },
    { what: 'an array of them', text: JSON.stringify([one, two]), documents: [one, two] },
    {
      what: 'an object of them',
      text: JSON.stringify({ histories: [one, two] }),
      documents: [one, two],
    },
    { what: 'one per line', text: '{"name":"one"}\n\n{"name":"two"}\n', documents: [one, two] },
  ])('reads $what', ({ text, documents }) => {
    expect(parseHistories(text)).toEqual(documents);
  });

  it('says what is wrong with a document, or with which line', () => {
    expect(() => parseHistories('{"name":\n"one"')).toThrow('expected JSON or JSON Lines');
    expect(() => parseHistories('{"name":"one"}\nnot json')).toThrow('line 2: ');
  });
});
