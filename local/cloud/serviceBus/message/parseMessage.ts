import { itemOffsets, readScalar, skipValue } from './amqpValue';
import type { AmqpScalar } from './amqpValue';
import { encodeCompound, encodeSection, encodeString } from './encodeValue';
import { checkIdLengths, checkPropertySizes } from './checkLimits';
import type { MessageContent } from './messageContent';
import { sectionsOf, SectionCodes } from './sections';
import type { Section } from './sections';

export type ParsedMessage = {
  content: MessageContent;
  /** When the sender wants it to become active (ms since 1970); undefined for at once. */
  scheduledFor: number | undefined;
};

const MESSAGE_ID = 0;
const GROUP_ID = 10;
/** Shared, because most messages carry no annotations of their own. */
const NOTHING = Buffer.alloc(0);

/**
 * Takes an encoded message apart as far as the broker must know it. Copies what it keeps.
 *
 * A message without an id gets `newMessageId()`: the SDK cannot settle one that has none.
 * Throws `amqp:decode-error` for bytes that are not an AMQP message, and for what is too long or
 * too large of its properties.
 */
export function parseMessage(message: Buffer, newMessageId: () => string): ParsedMessage {
  const sections = sectionsOf(message);
  const header = fieldsOf(message, find(sections, SectionCodes.header));
  const properties = find(sections, SectionCodes.properties);
  const annotations = travelling(message, find(sections, SectionCodes.messageAnnotations));
  const fields = fieldsOf(message, properties);
  const messageId = textOf(message, fields[MESSAGE_ID]);
  const sessionId = scalarAt(message, fields[GROUP_ID]);
  checkIdLengths({
    messageId: messageId ?? null,
    sessionId,
    partitionKey: annotations.partitionKey,
  });
  checkPropertySizes(message, sections);
  const given = messageId ?? newMessageId();
  const timeToLive = scalarAt(message, header[2]);
  const priority = scalarAt(message, header[1]);
  const bare = message.subarray(bareStart(message, sections));

  return {
    scheduledFor: annotations.scheduledFor,
    content: {
      durable: scalarAt(message, header[0]) === true,
      priority: typeof priority === 'number' ? priority : 4,
      timeToLive: typeof timeToLive === 'number' ? timeToLive : undefined,
      annotations: annotations.items,
      annotationItems: annotations.count,
      bare: messageId === undefined ? withMessageId(bare, given) : Buffer.from(bare),
      messageId: given,
      sessionId: typeof sessionId === 'string' ? sessionId : undefined,
    },
  };
}

function bareStart(message: Buffer, sections: readonly Section[]): number {
  return sections.find(({ code }) => code >= SectionCodes.properties)?.start ?? message.length;
}

function withMessageId(bare: Buffer, messageId: string): Buffer {
  const properties = find(sectionsOf(bare), SectionCodes.properties);
  const fields = fieldsOf(bare, properties).map((at) => bare.subarray(at, skipValue(bare, at)));
  fields[MESSAGE_ID] = encodeString(messageId);
  const section = encodeSection(SectionCodes.properties, encodeCompound('list', fields));
  return Buffer.concat([section, bare.subarray(properties?.end ?? 0)]);
}

/** The annotations that go on to the receiver: Service Bus sets all other `x-opt-…` itself. */
function travelling(
  message: Buffer,
  section: Section | undefined,
): { items: Buffer; count: number; scheduledFor: number | undefined; partitionKey: AmqpScalar } {
  const kept: Buffer[] = [];
  let scheduledFor: number | undefined;
  let partitionKey: AmqpScalar = null;
  const offsets = fieldsOf(message, section);
  for (let i = 0; i + 1 < offsets.length; i += 2) {
    const key = scalarAt(message, offsets[i]);
    const start = offsets[i] ?? 0;
    const value = offsets[i + 1] ?? 0;
    if (key === 'x-opt-scheduled-enqueue-time') {
      const at = readScalar(message, value);
      scheduledFor = typeof at === 'number' ? at : undefined;
    } else if (
      typeof key !== 'string' ||
      !key.startsWith('x-opt-') ||
      key.endsWith('partition-key')
    ) {
      kept.push(message.subarray(start, skipValue(message, value)));
      partitionKey = key === 'x-opt-partition-key' ? readScalar(message, value) : partitionKey;
    }
  }
  const items = kept.length === 0 ? NOTHING : Buffer.concat(kept);
  return { items, count: kept.length * 2, scheduledFor, partitionKey };
}

function find(sections: readonly Section[], code: number): Section | undefined {
  return sections.find((section) => section.code === code);
}

function fieldsOf(message: Buffer, section: Section | undefined): number[] {
  return section === undefined ? [] : itemOffsets(message, section.value);
}

function scalarAt(message: Buffer, offset: number | undefined): AmqpScalar {
  return offset === undefined ? null : readScalar(message, offset);
}

function textOf(message: Buffer, offset: number | undefined): string | undefined {
  const value = scalarAt(message, offset);
  if (value === null || typeof value === 'string') {
    return value ?? undefined;
  }
  return Buffer.isBuffer(value) ? `binary:${value.toString('hex')}` : `number:${String(value)}`;
}
