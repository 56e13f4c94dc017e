/** Collects messages, and sends those of one turn of the event loop together. */
export type Outbox<Message> = {
  put(message: Message): void;
  /** Sends at once what is still here. */
  flush(onSent?: () => void): void;
};

/**
 * Between processes every message costs a system call and a turn of the other's event loop; an
 * engine at work has many messages at a time.
 */
export function createOutbox<Message>(
  send: (messages: Message[], onSent?: () => void) => void,
): Outbox<Message> {
  let waiting: Message[] = [];
  const flush = (onSent?: () => void): void => {
    if (waiting.length > 0) {
      const messages = waiting;
      waiting = [];
      send(messages, onSent);
    }
  };
  return {
    put: (message) => {
      if (waiting.length === 0) {
        setImmediate(flush);
      }
      waiting.push(message);
    },
    flush,
  };
}
