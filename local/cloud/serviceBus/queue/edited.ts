import { mergeApplicationProperties } from '../message/mergeApplicationProperties';
import type { PropertyChanges } from './propertyChanges';
import type { QueueMessage } from './queueMessage';

/** The message with application properties set on it. */
export function edited(message: QueueMessage, changes: PropertyChanges): QueueMessage {
  return { ...message, content: mergeApplicationProperties(message.content, changes) };
}
