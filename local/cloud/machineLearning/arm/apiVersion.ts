import { badRequest } from './armError';
import type { Route } from './route';

const shape = /^\d{4}-\d{2}-\d{2}(-preview|-privatepreview)?$/i;

/** The API version a call asks for. Throws 400 without one, or with one that is no version. */
export function apiVersionOf(query: URLSearchParams): string {
  const [, version] = [...query].find(([name]) => name.toLowerCase() === 'api-version') ?? [];
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

/** The first version that has endpoints as they are today, and the first that has registries. */
const endpointsSince = '2021-03-01';
const registriesSince = '2023-04-01';

/**
 * Throws 400 if the API version asked for does not have what the path stands for yet, or is of a
 * day that is still to come.
 */
export function requireVersion(
  route: Route,
  { apiVersion, now }: { apiVersion: string; now: number },
): void {
  const type = typeOf(route);
  if (type === undefined) {
    return;
  }
  const since = type.startsWith('registries') ? registriesSince : endpointsSince;
  const today = new Date(now).toISOString().slice(0, 'yyyy-mm-dd'.length);
  if (apiVersion < since || apiVersion.slice(0, today.length) > today) {
    throw badRequest(
      'NoRegisteredProviderFound',
      `No registered resource provider found for API version '${apiVersion}' for type '${type}'. ` +
        `A version from '${since}' to '${today}' was expected.`,
    );
  }
}

function typeOf(route: Route): string | undefined {
  if ('id' in route) {
    return route.id.type;
  }
  return 'type' in route ? route.type : undefined;
}
