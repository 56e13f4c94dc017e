import { badRequest } from './armError';

const shape = /^\d{4}-\d{2}-\d{2}(-preview|-privatepreview)?$/i;

/** The API version a call asks for. Throws 400 without one, or with one that is no version. */
export function apiVersionOf(query: URLSearchParams): string {
  const version = query.get('api-version');
  if (!version) {
    throw badRequest(
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  }
  if (!shape.test(version)) {
    throw badRequest(
      'InvalidApiVersionParameter',
      `The api-version '${version}' is invalid. A version such as '2022-10-01' was expected.`,
    );
  }
  return version;
}
