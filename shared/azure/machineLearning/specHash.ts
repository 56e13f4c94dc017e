import { contentHash } from '../../domain/contentHash';
import { writable } from './resource';

/**
 * The hash of a deployment in all that a client can set: the same for what is written and for
 * what is read back of it, whatever the service adds, leaves out as null, or spells differently.
 */
export function specHash(resource: Readonly<Record<string, unknown>>): string {
  return contentHash(normal(writable(resource)));
}

/** Set by the service among the properties that clients may add. */
const stamped = 'AzureAsyncOperationUri';

function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(normal);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(
      ([name, of]) => of !== null && of !== undefined && name !== stamped,
    );
    return Object.fromEntries(entries.map(([name, of]) => [name, normal(of)]));
  }
  // Resource Manager compares ids without regard to case, and answers with whatever case it has.
  return typeof value === 'string' && value.startsWith('/subscriptions/')
    ? value.toLowerCase()
    : value;
}
