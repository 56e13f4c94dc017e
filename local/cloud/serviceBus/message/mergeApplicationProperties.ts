import { itemOffsets, readScalar, skipValue } from './amqpValue';
import { encodeCompound, encodeSection, encodeString, encodeValue } from './encodeValue';
import type { MessageContent } from './messageContent';
import { sectionsOf, SectionCodes } from './sections';

/** The message with application properties set or replaced, and those set to undefined removed; every other byte stays as it was sent. */
export function mergeApplicationProperties(
  content: MessageContent,
  changes: ReadonlyMap<string, unknown>,
): MessageContent {
  if (changes.size === 0) {
    return content;
  }
  const { bare } = content;
  const sections = sectionsOf(bare);
  const existing = sections.find(({ code }) => code === SectionCodes.applicationProperties);
  const properties = sections.find(({ code }) => code === SectionCodes.properties);
  const items = existing === undefined ? [] : keptItems(bare, existing.value, changes);
  for (const [key, value] of changes) {
    if (value !== undefined) {
      items.push(encodeString(key), encodeValue(value));
    }
  }

  const start = existing?.start ?? properties?.end ?? 0;
  const section = encodeSection(SectionCodes.applicationProperties, encodeCompound('map', items));
  const rest = bare.subarray(existing?.end ?? start);
  return { ...content, bare: Buffer.concat([bare.subarray(0, start), section, rest]) };
}

function keptItems(bare: Buffer, map: number, changes: ReadonlyMap<string, unknown>): Buffer[] {
  const offsets = itemOffsets(bare, map);
  const slices = offsets.map((at) => bare.subarray(at, skipValue(bare, at)));
  return slices.filter((_, i) => {
    const key = readScalar(bare, offsets[i - (i % 2)] ?? 0);
    return typeof key !== 'string' || !changes.has(key);
  });
}
