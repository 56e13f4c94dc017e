import type { Sender } from 'rhea';
import type { Broker } from '../broker';
import type { Consumer } from '../dispatcher';
import { encodeDelivery } from '../message/encodeDelivery';
import type { Queue } from '../queue/queue';
import type { QueueMessage } from '../queue/queueMessage';
import type { SessionLock } from '../queue/sessionLocks';
import { sessionLockLost } from '../serviceBusError';
import { asServiceBusError } from '../asServiceBusError';
import type { AmqpSession, Settler } from './amqpSession';
import { guidToBytes, guidToDeliveryTag } from './guid';
import { ACCEPTED } from './outcome';
import type { Answer, Outcome } from './outcome';
import { answerEveryDrain, isAttached, isDraining, whenAttached, writeSoon } from './rheaInternals';

export type ReceiverLink = {
  /** The link as the broker has it: a client's receiver is a sender here. */
  sender: Sender;
  session: AmqpSession;
  queue: Queue;
  broker: Broker;
  /** The session that is received, of a queue that has sessions. */
  lock?: SessionLock | undefined;
};

const SETTLED = 1;

/** A client's receiver on a queue, or on its dead-letter queue. */
export class QueueReceiver implements Consumer, Settler {
  readonly #link: ReceiverLink;
  readonly #deletes: boolean;
  /** Messages that were taken from the queue for good, and wait for the disk before they are sent. */
  #awaited = 0;

  constructor(link: ReceiverLink) {
    const { sender } = link;
    this.#link = link;
    this.#deletes = sender.snd_settle_mode === SETTLED;
    sender.local.attach.snd_settle_mode = sender.snd_settle_mode;
    sender.local.attach.rcv_settle_mode = sender.rcv_settle_mode;
    answerEveryDrain(sender);
    link.broker.dispatcherOf(link.queue).add(this);
  }

  /**
   * Message locks stay: the SDK may settle through `$management`, or on another link. A session is
   * given back, and with it the locks on its messages.
   */
  close(): void {
    const { broker, queue, lock } = this.#link;
    broker.dispatcherOf(queue).remove(this);
    if (lock !== undefined) {
      queue.sessions?.release(lock);
    }
  }

  canPull(): boolean {
    const { sender, session, lock, broker } = this.#link;
    if (lock !== undefined && lock.until <= broker.now()) {
      return false;
    }
    return isAttached(sender) && sender.credit > this.#awaited && session.canTransfer();
  }

  pull(now: number): boolean {
    return this.#deletes ? this.#pullForGood(now) : this.#pullLocked(now);
  }

  settle(deliveryId: number, lockToken: string, outcome: Outcome): void {
    const { broker, session } = this.#link;
    try {
      const answer = this.#apply(lockToken, outcome);
      broker.whenDurable(() => session.settle({ received: false, deliveryId, answer }));
    } catch (error) {
      const answer: Answer = { type: 'rejected', error: asServiceBusError(error, broker.log) };
      session.settle({ received: false, deliveryId, answer });
    }
  }

  /** Sends what there is, then gives back the credit that is left if the client asked to drain it. */
  onFlow(): void {
    whenAttached(this.#link.sender, () => this.#serve());
  }

  #serve(): void {
    const { broker, queue, sender } = this.#link;
    broker.dispatcherOf(queue).run(broker.now());
    if (isDraining(sender)) {
      broker.whenDurable(() => this.#answerDrain());
    }
  }

  #pullLocked(now: number): boolean {
    const { queue, sender, session, lock } = this.#link;
    const taken = queue.take(now, lock);
    if (taken === undefined) {
      return false;
    }
    const { token, until } = taken.lock;
    session.transfer(sender, {
      bytes: encodeDelivery(taken.message, until),
      tag: guidToDeliveryTag(token),
      onOutcome: { settler: this, lockToken: token },
    });
    return true;
  }

  #pullForGood(now: number): boolean {
    const { queue, sender, session, broker, lock } = this.#link;
    const deliver = (message: QueueMessage): void => {
      this.#awaited -= 1;
      const tag = guidToBytes(broker.newId());
      session.transfer(sender, { bytes: encodeDelivery(message), tag, onOutcome: undefined });
    };
    const isTaken = queue.takeForGood(now, deliver, lock);
    this.#awaited += isTaken ? 1 : 0;
    return isTaken;
  }

  #apply(lockToken: string, outcome: Outcome): Answer {
    const { queue, broker, lock } = this.#link;
    const now = broker.now();
    if (lock !== undefined && lock.until <= now) {
      throw sessionLockLost(lock.sessionId);
    }
    switch (outcome.type) {
      case 'accepted':
        queue.complete(lockToken, now);
        return ACCEPTED;
      case 'released':
        queue.release(lockToken, now);
        return ACCEPTED;
      case 'modified':
        if (outcome.undeliverableHere) {
          queue.defer(lockToken, outcome.annotations, now);
        } else {
          queue.abandon(lockToken, outcome.annotations, now);
        }
        return ACCEPTED;
      case 'rejected':
        queue.deadLetter(lockToken, withoutNulls(outcome.info), now);
        return { type: 'rejected', error: undefined };
    }
  }

  #answerDrain(): void {
    const { sender, session } = this.#link;
    if (isDraining(sender) && session.isIdle) {
      sender.delivery_count += sender.credit;
      sender.credit = 0;
      sender.issue_flow = true;
      writeSoon(sender.connection);
    }
  }
}

/** The SDK sends a reason that was not given as null. */
function withoutNulls(info: ReadonlyMap<string, unknown>): ReadonlyMap<string, unknown> {
  return new Map([...info].filter(([, value]) => value !== null && value !== undefined));
}
