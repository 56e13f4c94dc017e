import { describe, expect, it } from '@jest/globals';
import { bodyProperties } from '../../../local/host/bodyProperties';

describe('bodyProperties', () => {
  it('takes the top level of a JSON object, without arrays and nulls', () => {
    expect(bodyProperties('{"a":"x","b":1.5,"c":false,"d":{"e":1},"f":[1],"g":null}')).toEqual({
      a: { string: 'x' },
      b: { string: '1.5' },
      c: { string: 'False' },
      d: { json: '{"e":1}' },
    });
  });

  it.each(['', 'text', '[1]', '"x"', '{broken'])('takes nothing from %p', (body) => {
    expect(bodyProperties(body)).toEqual({});
  });
});
