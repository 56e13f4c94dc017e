import { encodeSymbol, encodeValue } from './encodeValue';
import type { MessageContent } from './messageContent';
import { skipValue } from './amqpValue';

/** The message with a message annotation set or replaced. */
export function withAnnotation(
  content: MessageContent,
  name: string,
  value: string | number,
): MessageContent {
  const key = encodeSymbol(name);
  const kept = pairsOf(content.annotations).filter(
    (pair) => !pair.subarray(0, key.length).equals(key),
  );
  const annotations = Buffer.concat([...kept, key, encodeValue(value)]);
  return { ...content, annotations, annotationItems: 2 * kept.length + 2 };
}

/** Encoded keys, each with its value. */
function pairsOf(annotations: Buffer): Buffer[] {
  const pairs: Buffer[] = [];
  for (let start = 0; start < annotations.length;) {
    const end = skipValue(annotations, skipValue(annotations, start));
    pairs.push(annotations.subarray(start, end));
    start = end;
  }
  return pairs;
}
