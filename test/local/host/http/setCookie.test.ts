import { describe, expect, it } from '@jest/globals';
import { toSetCookie } from '../../../../local/host/http/setCookie';

describe('toSetCookie', () => {
  it.each([
    { cookie: { name: 'a', value: 'b c' }, expected: 'a=b%20c; path=/' },
    {
      cookie: { name: 'a', value: '', path: { value: '/x' }, domain: { value: 'x.example' } },
      expected: 'a=; domain=x.example; path=/x',
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
      expected:
        'a=1; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0; path=/; secure; samesite=none',
    },
    { cookie: { name: 'a', value: '1', sameSite: 'none' }, expected: 'a=1; path=/' },
  ])('writes $expected', ({ cookie, expected }) => {
    expect(toSetCookie(cookie)).toBe(expected);
  });
});
