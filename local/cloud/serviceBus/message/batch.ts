import { decodeError } from '../serviceBusError';
import { readBinary } from './amqpValue';
import { sectionsOf, SectionCodes } from './sections';

/** The message format of a batch: every data section is one whole encoded message. */
export const BATCH_FORMAT = 0x80013700;

export function messagesOfBatch(batch: Buffer): Buffer[] {
  const messages = sectionsOf(batch)
    .filter(({ code }) => code === SectionCodes.data)
    .map(({ value }) => readBinary(batch, value));
  if (messages.length === 0) {
    throw decodeError('Found a batch without data sections, expected one for each message.');
  }
  return messages;
}
