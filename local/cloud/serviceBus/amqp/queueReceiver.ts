import type { Sender } from 'rhea';
import type { Broker } from '../broker';
import type { Consumer } from '../dispatcher';
import { encodeDelivery } from '../message/encodeDelivery';
import type { Queue } from '../queue/queue';
import { asServiceBusError } from './asServiceBusError';
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

  /** Message locks stay: the SDK may settle through `$management`, or on another link. */
  close(): void {
    const { broker, queue } = this.#link;
    broker.dispatcherOf(queue).remove(this);
  }

  canPull(): boolean {
    const { sender, session } = this.#link;
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
    const { queue, sender, session } = this.#link;
    const taken = queue.take(now);
    if (taken === undefined) {
      return false;
    }
    const { message, lock } = taken;
    session.transfer(sender, {
      bytes: encodeDelivery(message, lock.until),
      tag: guidToDeliveryTag(lock.token),
      onOutcome: { settler: this, lockToken: lock.token },
    });
    return true;
  }

  #pullForGood(now: number): boolean {
    const { queue, sender, session, broker } = this.#link;
    const isTaken = queue.takeForGood(now, (message) => {
      this.#awaited -= 1;
      const tag = guidToBytes(broker.newId());
      session.transfer(sender, { bytes: encodeDelivery(message), tag, onOutcome: undefined });
    });
    this.#awaited += isTaken ? 1 : 0;
    return isTaken;
  }

  #apply(lockToken: string, outcome: Outcome): Answer {
    const { queue, broker } = this.#link;
    const now = broker.now();
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
