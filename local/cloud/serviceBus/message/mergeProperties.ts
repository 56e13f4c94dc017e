import { itemOffsets, skipValue } from './amqpValue';
import { encodeCompound, encodeSection, encodeValue } from './encodeValue';
import type { MessageContent } from './messageContent';
import { sectionsOf, SectionCodes } from './sections';

const MESSAGE_ID = 0;
const GROUP_ID = 10;
const NULL = Buffer.of(0x40);

/** The message with some of its AMQP properties replaced, by their positions; null takes one away. */
export function mergeProperties(
  content: MessageContent,
  changes: ReadonlyMap<number, unknown>,
): MessageContent {
  if (changes.size === 0) {
    return content;
  }
  const { bare } = content;
  const existing = sectionsOf(bare).find(({ code }) => code === SectionCodes.properties);
  const offsets = existing === undefined ? [] : itemOffsets(bare, existing.value);
  const kept = offsets.map((at) => bare.subarray(at, skipValue(bare, at)));
  const count = Math.max(kept.length, ...[...changes.keys()].map((position) => position + 1));
  const fields = Array.from({ length: count }, (_, position) =>
    changes.has(position) ? encodeValue(changes.get(position)) : (kept[position] ?? NULL),
  );
  const section = encodeSection(SectionCodes.properties, encodeCompound('list', fields));
  const messageId = changes.get(MESSAGE_ID);
  const sessionId = changes.has(GROUP_ID) ? changes.get(GROUP_ID) : content.sessionId;
  return {
    ...content,
    bare: Buffer.concat([section, bare.subarray(existing?.end ?? 0)]),
    messageId: typeof messageId === 'string' ? messageId : content.messageId,
    sessionId: typeof sessionId === 'string' ? sessionId : undefined,
  };
}
