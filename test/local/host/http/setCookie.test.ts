import { describe, expect, it } from '@jest/globals';
import { toSetCookie } from '../../../../local/host/http/setCookie';

describe('toSetCookie', () => {
  it.each([
    { cookie: { name: 'a', value: 'b c' }, expected: 'a=b%20c' },
    {
      cookie: { name: 'a', value: '', path: { value: '/' }, domain: { value: 'x.example' } },
      expected: 'a=; Domain=x.example; Path=/',
    },
    {
      cookie: {
        name: 'a',
        value: '1',
        expires: { value: { seconds: 0 } },
        maxAge: { value: 0 },
        secure: { value: true },
        httpOnly: { value: false },
        sameSite: 'explicitNone',
      },
      expected: 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; SameSite=None; Secure',
    },
    { cookie: { name: 'a', value: '1', sameSite: 'none' }, expected: 'a=1' },
  ])('writes $expected', ({ cookie, expected }) => {
    expect(toSetCookie(cookie)).toBe(expected);
  });
});
