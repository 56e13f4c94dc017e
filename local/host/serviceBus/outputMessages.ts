import type { ServiceBusMessage } from '@azure/service-bus';
import type { TypedData } from '../worker/types';

/**
 * The messages that the value of a Service Bus output binding stands for: an object is one JSON
 * message, a text one text message, an array (or a text that is a JSON array) one message for each
 * element; null and undefined are none.
 */
export function outputMessages(value: TypedData | null): ServiceBusMessage[] {
  if (value?.bytes !== undefined) {
    return [{ body: Buffer.from(value.bytes), contentType: 'application/octet-stream' }];
  }
  if (value?.string !== undefined) {
    const array = parseArray(value.string);
    return array?.flatMap(toMessage) ?? toMessage(value.string);
  }
  const content: unknown =
    value?.json === undefined ? (value?.int ?? value?.double) : JSON.parse(value.json);
  return Array.isArray(content) ? content.flatMap(toMessage) : toMessage(content);
}

// Bodies are buffers, because the SDK would write a text as a JSON string, with quotes.
function toMessage(content: unknown): ServiceBusMessage[] {
  if (content === null || content === undefined) {
    return [];
  }
  return typeof content === 'string'
    ? [{ body: Buffer.from(content), contentType: 'text/plain' }]
    : [{ body: Buffer.from(JSON.stringify(content)), contentType: 'application/json' }];
}

function parseArray(text: string): unknown[] | undefined {
  if (!text.trimStart().startsWith('[')) {
    return undefined;
  }
  try {
    const content: unknown = JSON.parse(text);
    return Array.isArray(content) ? content : undefined;
  } catch {
    return undefined;
  }
}
