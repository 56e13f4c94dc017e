import { z } from 'zod';

const Cookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.object({ value: z.string() }).nullish(),
  path: z.object({ value: z.string() }).nullish(),
  expires: z.object({ value: z.object({ seconds: z.number() }) }).nullish(),
  maxAge: z.object({ value: z.number() }).nullish(),
  secure: z.object({ value: z.boolean() }).nullish(),
  httpOnly: z.object({ value: z.boolean() }).nullish(),
  sameSite: z.enum(['none', 'lax', 'strict', 'explicitNone']).optional(),
});

const sameSiteWords = { lax: 'Lax', strict: 'Strict', explicitNone: 'None', none: undefined };

/** The value of a Set-Cookie header for a cookie of the worker protocol. */
export function toSetCookie(cookie: unknown): string {
  const { name, value, ...rest } = Cookie.parse(cookie);
  const expires = rest.expires && new Date(rest.expires.value.seconds * 1000).toUTCString();
  const attributes = {
    Domain: rest.domain?.value,
    Path: rest.path?.value,
    Expires: expires,
    'Max-Age': rest.maxAge?.value,
    SameSite: rest.sameSite && sameSiteWords[rest.sameSite],
  };
  return [
    `${name}=${encodeURIComponent(value)}`,
    ...Object.entries(attributes).flatMap(([key, text]) =>
      text === undefined || text === null ? [] : [`${key}=${text}`],
    ),
    ...(rest.secure?.value === true ? ['Secure'] : []),
    ...(rest.httpOnly?.value === true ? ['HttpOnly'] : []),
  ].join('; ');
}
