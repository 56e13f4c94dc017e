import { describe, expect, it } from '@jest/globals';
import { outputMessages } from '../../../../local/host/serviceBus/outputMessages';
import type { TypedData } from '../../../../local/host/worker/types';

const cases: { value: TypedData | null; expected: [string, string][] }[] = [
  { value: null, expected: [] },
  { value: { json: '{"a":1}' }, expected: [['{"a":1}', 'application/json']] },
  { value: { json: 'true' }, expected: [['true', 'application/json']] },
  { value: { int: 5 }, expected: [['5', 'application/json']] },
  { value: { string: 'text' }, expected: [['text', 'text/plain']] },
  { value: { string: '{"a":1}' }, expected: [['{"a":1}', 'text/plain']] },
  { value: { string: '[not json' }, expected: [['[not json', 'text/plain']] },
  {
    value: { string: '["a",{"b":1}]' },
    expected: [
      ['a', 'text/plain'],
      ['{"b":1}', 'application/json'],
    ],
  },
  {
    value: { json: '[{"a":1},null,"x"]' },
    expected: [
      ['{"a":1}', 'application/json'],
      ['x', 'text/plain'],
    ],
  },
  { value: { json: '[]' }, expected: [] },
  { value: { bytes: Buffer.from('raw') }, expected: [['raw', 'application/octet-stream']] },
];

describe('outputMessages', () => {
  it.each(cases)('makes $expected of $value', ({ value, expected }) => {
    const messages = outputMessages(value);

    expect(messages.map(({ body, contentType }) => [String(body), contentType])).toEqual(expected);
  });
});
