import type {
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
  ServiceBusSessionReceiver,
} from '@azure/service-bus';

export type Pull = {
  /** Takes at most so many at a time. */
  maxMessages: number;
  /** Ends when nothing has come for so long. */
  idleMs: number;
  /** How long the locks of messages are kept from running out. */
  renewalMs: number;
  signal: AbortSignal;
  onMessages: (messages: readonly ServiceBusReceivedMessage[]) => Promise<void>;
};

/** Locks are renewed at least this often; the shortest that Azure allows last five seconds. */
const renewEveryMs = 2_000;

/**
 * Takes messages off a receiver, some at a time, the next ones when those before are handled. Ends
 * when it is told to or nothing comes. Rejects when the broker is lost.
 */
export async function pull(
  receiver: ServiceBusReceiver | ServiceBusSessionReceiver,
  { maxMessages, idleMs, renewalMs, signal, onMessages }: Pull,
): Promise<void> {
  while (!signal.aborted) {
    const messages = await receiver.receiveMessages(maxMessages, {
      maxWaitTimeInMs: idleMs,
      abortSignal: signal,
    });
    if (messages.length === 0) {
      return;
    }
    const stopRenewing = renewLocks(receiver, messages, renewalMs);
    try {
      await onMessages(messages);
    } finally {
      stopRenewing();
    }
  }
}

function renewLocks(
  receiver: ServiceBusReceiver | ServiceBusSessionReceiver,
  messages: readonly ServiceBusReceivedMessage[],
  renewalMs: number,
): () => void {
  const until = Date.now() + renewalMs;
  const renewal = setInterval(() => {
    if (Date.now() > until) {
      clearInterval(renewal);
      return;
    }
    // What cannot be renewed is delivered again; settling it says so.
    if ('sessionId' in receiver) {
      receiver.renewSessionLock().catch(() => {});
    } else {
      for (const message of messages) {
        receiver.renewMessageLock(message).catch(() => {});
      }
    }
  }, renewEveryMs);
  return () => clearInterval(renewal);
}
