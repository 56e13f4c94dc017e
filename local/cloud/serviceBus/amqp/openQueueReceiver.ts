import { requireReceivable } from '../queue/requirements';
import { acceptSession, readSessionRequest, requireAgreement } from './acceptSession';
import { QueueReceiver } from './queueReceiver';
import type { ReceiverLink } from './queueReceiver';
import { refuse } from './refuse';

/** A client's receiver, which may still be waiting for its session. */
export type OpenReceiver = { onFlow(): void; close(): void };

/** Opens a client's receiver on a queue: at once, or once it has the session that it asks for. */
export function openQueueReceiver(link: ReceiverLink): OpenReceiver {
  const { sender, queue, broker } = link;
  requireReceivable(queue);
  const request = readSessionRequest(sender);
  const { sessions } = queue;
  requireAgreement(request, sessions);
  if (sessions === undefined) {
    return new QueueReceiver(link);
  }

  let receiver: QueueReceiver | undefined;
  const callOff = acceptSession(request, {
    sender,
    sessions,
    dispatcher: broker.sessionDispatcherOf(queue),
    now: broker.now,
    onAccepted: (lock) => {
      receiver = new QueueReceiver({ ...link, lock });
    },
    refuse: (error) => refuse(sender, error),
  });
  return {
    onFlow: () => receiver?.onFlow(),
    close: () => {
      callOff();
      receiver?.close();
    },
  };
}
