import { decodeError } from '../serviceBusError';
import { readScalar, skipValue } from './amqpValue';

/** Where one section of an encoded message lies: from `start`, its value from `value`, up to `end`. */
export type Section = { code: SectionCode; start: number; value: number; end: number };

export const SectionCodes = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  sequence: 0x76,
  value: 0x77,
  footer: 0x78,
} as const;
export type SectionCode = (typeof SectionCodes)[keyof typeof SectionCodes];

const SYMBOLS = new Map<string, SectionCode>([
  ['amqp:header:list', SectionCodes.header],
  ['amqp:delivery-annotations:map', SectionCodes.deliveryAnnotations],
  ['amqp:message-annotations:map', SectionCodes.messageAnnotations],
  ['amqp:properties:list', SectionCodes.properties],
  ['amqp:application-properties:map', SectionCodes.applicationProperties],
  ['amqp:data:binary', SectionCodes.data],
  ['amqp:amqp-sequence:list', SectionCodes.sequence],
  ['amqp:value:*', SectionCodes.value],
  ['amqp:amqp-value:*', SectionCodes.value],
  ['amqp:footer:map', SectionCodes.footer],
]);
const CODES: ReadonlyMap<unknown, SectionCode> = new Map(
  Object.values(SectionCodes).map((code) => [code, code]),
);

/** Finds the sections of an encoded message, without decoding what is in them. */
export function sectionsOf(message: Buffer): Section[] {
  const sections: Section[] = [];
  for (let start = 0; start < message.length;) {
    if (message[start] !== 0x00) {
      throw decodeError(
        `Found type code ${message[start]} at byte ${start}, expected a message section.`,
      );
    }
    const value = skipValue(message, start + 1);
    const code = sectionCode(message, start + 1);
    const end = skipValue(message, value);
    sections.push({ code, start, value, end });
    start = end;
  }
  return sections;
}

function sectionCode(message: Buffer, offset: number): SectionCode {
  const descriptor = readScalar(message, offset);
  const code = typeof descriptor === 'string' ? SYMBOLS.get(descriptor) : CODES.get(descriptor);
  if (code === undefined) {
    throw decodeError(
      `Found a section described by ${String(descriptor)}, expected one of the AMQP message format.`,
    );
  }
  return code;
}
