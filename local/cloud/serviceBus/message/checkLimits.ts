import { argumentOutOfRange, messageSizeExceeded } from '../serviceBusError';
import { itemOffsets, readScalar, skipValue } from './amqpValue';
import type { AmqpScalar } from './amqpValue';
import { SectionCodes } from './sections';
import type { Section } from './sections';

const LONGEST_ID = 128;
const MAX_PROPERTY_BYTES = 32 * 1_024;
const MAX_PROPERTIES_BYTES = 64 * 1_024;

/** Throws `argument-out-of-range` for a message id, session id or partition key that is too long. */
export function checkIdLengths(ids: Readonly<Record<string, AmqpScalar>>): void {
  for (const [name, id] of Object.entries(ids)) {
    if (typeof id === 'string' && id.length > LONGEST_ID) {
      throw argumentOutOfRange(
        `The ${name} of a message was expected to have at most ${LONGEST_ID} characters, found ${id.length}.`,
      );
    }
  }
}

/** Throws `message-size-exceeded` for properties beyond 64 KB in all, or 32 KB each. */
export function checkPropertySizes(message: Buffer, sections: readonly Section[]): void {
  const properties = sections.filter(({ code }) => code <= SectionCodes.applicationProperties);
  const size = properties.reduce((sum, { start, end }) => sum + end - start, 0);
  if (size > MAX_PROPERTIES_BYTES) {
    throw messageSizeExceeded(
      `The properties of a message were expected to have at most ${MAX_PROPERTIES_BYTES} bytes in all, found ${size}.`,
    );
  }
  // Otherwise no single one can be too large.
  if (size > MAX_PROPERTY_BYTES) {
    const own = sections.find(({ code }) => code === SectionCodes.applicationProperties);
    checkEach(message, own === undefined ? [] : itemOffsets(message, own.value));
  }
}

function checkEach(message: Buffer, offsets: readonly number[]): void {
  for (let i = 1; i < offsets.length; i += 2) {
    const start = offsets[i] ?? 0;
    const size = skipValue(message, start) - start;
    if (size > MAX_PROPERTY_BYTES) {
      const name = String(readScalar(message, offsets[i - 1] ?? 0));
      throw messageSizeExceeded(
        `The property '${name}' was expected to have at most ${MAX_PROPERTY_BYTES} bytes, found ${size}.`,
      );
    }
  }
}
