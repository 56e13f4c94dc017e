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

const sameSiteWords = { lax: 'lax', strict: 'strict', explicitNone: 'none', none: undefined };

/** The value of a Set-Cookie header for a cookie of the worker protocol, as ASP.NET writes it. */
export function toSetCookie(cookie: unknown): string {
  const { name, value, ...rest } = Cookie.parse(cookie);
  const expires = rest.expires && new Date(rest.expires.value.seconds * 1000).toUTCString();
  const attributes = {
    expires,
    'max-age': rest.maxAge?.value,
    domain: rest.domain?.value,
    path: rest.path?.value ?? '/',
    secure: rest.secure?.value,
    samesite: rest.sameSite && sameSiteWords[rest.sameSite],
    httponly: rest.httpOnly?.value,
  };
  return [
    `${name}=${encodeURIComponent(value)}`,
    ...Object.entries(attributes).flatMap(([key, text]) => toAttribute(key, text)),
  ].join('; ');
}

function toAttribute(key: string, value: string | number | boolean | null | undefined): string[] {
  if (value === undefined || value === null || value === false) {
    return [];
  }
  return [value === true ? key : `${key}=${value}`];
}
