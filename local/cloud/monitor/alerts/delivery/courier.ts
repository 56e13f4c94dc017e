import type { AlertStore } from '../openAlertStore';
import type { Notification } from './notification';
import type { Post } from './post';
import { afterAttempt } from './retryPolicy';

/** Takes notifications to their receivers, with the retries of an action group. */
export type Courier = {
  /** Starts to send what is due. Answers when the next one will be, or undefined. */
  sendDue: (now: number) => number | undefined;
  /** Settles when nothing is being sent. */
  idle: () => Promise<void>;
  /** Ends what is being sent; it stays pending, and is sent again after a restart. */
  close: () => Promise<void>;
};

export type CourierOptions = {
  readonly store: AlertStore;
  readonly post: Post;
  readonly clock: () => number;
  /** How many times as fast as in Azure the waits go by. */
  readonly speed: number;
  /** Called when a notification wants another attempt. */
  readonly onRetry: () => void;
  readonly log: (line: string) => void;
};

export function createCourier(options: CourierOptions): Courier {
  const { store, post, clock, onRetry, log } = options;
  const sending = new Map<string, Promise<void>>();
  const closing = new AbortController();

  const send = async (id: string, notification: Notification): Promise<void> => {
    const answer = await post(notification.url, notification.body, closing.signal);
    const after = afterAnswer(notification, answer, { at: clock(), speed: options.speed });
    store.atOnce(() => keep(store, id, after));
    if (after.notification.status === 'pending') {
      onRetry();
    }
  };
  const start = (id: string, notification: Notification): void => {
    const done = send(id, notification)
      .catch((error: unknown) => {
        if (!closing.signal.aborted) {
          log(`A notification could not be noted down: ${String(error)}`);
        }
      })
      .finally(() => sending.delete(id));
    sending.set(id, done);
  };

  return {
    sendDue: (now) => {
      takeDue(store, now, sending).forEach(([id, notification]) => start(id, notification));
      const later = pending(store).filter(([id]) => !sending.has(id));
      return later.length === 0 ? undefined : Math.min(...later.map(([, { dueAt }]) => dueAt));
    },
    idle: async () => {
      await Promise.all(sending.values());
    },
    close: async () => {
      closing.abort();
      await Promise.all(sending.values());
    },
  };
}

/** The notifications to send now, but for those whose endpoint is not being called for now. */
function takeDue(
  store: AlertStore,
  now: number,
  sending: ReadonlyMap<string, unknown>,
): [string, Notification][] {
  const due = pending(store).filter(([id, { dueAt }]) => dueAt <= now && !sending.has(id));
  const isDeaf = ({ url }: Notification): boolean => (store.deaf.all.get(url) ?? now) > now;
  for (const [id, notification] of due.filter(([, candidate]) => isDeaf(candidate))) {
    store.notifications.set(id, { ...notification, status: 'suppressed' });
  }
  return due.filter(([, candidate]) => !isDeaf(candidate));
}

function pending({ notifications }: AlertStore): [string, Notification][] {
  return [...notifications.all].filter(([, { status }]) => status === 'pending');
}

type Outcome = { readonly notification: Notification; readonly deafUntil?: number };

/** What an answer, or none, makes of a notification and of its endpoint. */
function afterAnswer(
  notification: Notification,
  answer: Awaited<ReturnType<Post>>,
  { at, speed }: { at: number; speed: number },
): Outcome {
  const attempts = [...notification.attempts, { at, ...answer }];
  const verdict = afterAttempt(attempts.length, answer);
  switch (verdict.next) {
    case 'delivered':
      return { notification: { ...notification, attempts, status: 'delivered' } };
    case 'failed':
      return { notification: { ...notification, attempts, status: 'failed' } };
    case 'retry':
      return {
        notification: { ...notification, attempts, dueAt: at + Math.ceil(verdict.afterMs / speed) },
      };
    case 'deaf':
      return {
        notification: { ...notification, attempts, status: 'failed' },
        deafUntil: at + Math.ceil(verdict.forMs / speed),
      };
  }
}

function keep(store: AlertStore, id: string, { notification, deafUntil }: Outcome): void {
  store.notifications.set(id, notification);
  if (deafUntil !== undefined) {
    store.deaf.set(notification.url, deafUntil);
  }
}
