import { z } from 'zod';
import { contentHash } from '../../domain/contentHash';
import { writable } from './resource';

/**
 * The hash of a deployment in all that a client can set: the same for what is written and for
 * what is read back of it, whatever the service adds, leaves out as null, or spells differently.
 */
export function specHash(resource: Readonly<Record<string, unknown>>): string {
  return contentHash(normal(writable(resource)));
}

/**
 * The hash that a deployment will have when it is read back after a write: of what the service
 * answered, for it fills in what was left out. Where it answered with something else than was
 * written, the hash of that, which nothing read back will have.
 */
export function acknowledgedHash(
  written: Readonly<Record<string, unknown>>,
  answer: unknown,
): string {
  const parsed = z.record(z.string(), z.unknown()).safeParse(answer);
  const resource = parsed.success ? readWritable(parsed.data) : undefined;
  const asked = normal(writable(written));
  const taken = normal(resource);
  return contentHash(resource !== undefined && holds(taken, asked) ? taken : asked);
}

function readWritable(resource: Readonly<Record<string, unknown>>): unknown {
  try {
    return writable(resource);
  } catch {
    return undefined;
  }
}

/** Whether all of a value is in another one, which may say more. */
function holds(whole: unknown, part: unknown): boolean {
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      whole.length === part.length &&
      part.every((item, index) => holds(whole[index], item))
    );
  }
  const parts = z.record(z.string(), z.unknown()).safeParse(part);
  const wholes = z.record(z.string(), z.unknown()).safeParse(whole);
  if (parts.success) {
    return (
      wholes.success &&
      Object.entries(parts.data).every(([name, value]) => holds(wholes.data[name], value))
    );
  }
  return whole === part;
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
