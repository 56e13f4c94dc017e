/** What a sender gave: kept as it came, and shared by everything the broker does with a message. */
export type MessageContent = Readonly<{
  durable: boolean;
  priority: number;
  /** Milliseconds, as the sender set it; undefined when it did not. */
  timeToLive: number | undefined;
  /** Message annotations that travel with the message: encoded keys and values, one after another. */
  annotations: Buffer;
  /** How many keys and values `annotations` holds. */
  annotationItems: number;
  /** The bare message as it was sent: properties, application properties, body, footer. */
  bare: Buffer;
  /** The message id as text, with a prefix unless it was sent as a string: ids of two types differ. */
  messageId: string;
  sessionId: string | undefined;
}>;
