import { UnsupportedQuery } from './unsupported';

/** Look-around, flags in the middle, and what only one of RE2 and JavaScript has. */
const foreign = /\(\?(?![:<])|\(\?<[=!]|\[\[:|\\[AzQECpP1-9]/;

/**
 * A pattern of the service's regex dialect, RE2, as a JavaScript one. Named groups and flags at the
 * start are carried over; what JavaScript lacks or reads otherwise is refused.
 */
export function regex(pattern: string): RegExp {
  const [leading = '', flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const body = pattern.slice(leading.length).replaceAll('(?P<', '(?<');
  if (foreign.test(body)) {
    throw refusal(pattern);
  }
  try {
    return new RegExp(body, flags);
  } catch (error) {
    throw refusal(pattern, error);
  }
}

function refusal(pattern: string, error?: unknown): UnsupportedQuery {
  const why = error instanceof Error ? ` (${error.message})` : '';
  return new UnsupportedQuery(`The regular expression ${JSON.stringify(pattern)}${why}`);
}
