import type { Delivery, Sender, Session } from 'rhea';
import { disposition } from 'rhea/lib/frames.js';
import { encodeAnswer, readOutcome } from './outcome';
import type { Outcome } from './outcome';
import { writeEmptyFrame, writeSoon } from './rheaInternals';
import type { DispositionFrame } from './rheaTypings';
import { rangesOf } from './settlements';
import type { Settlement } from './settlements';

/** rhea decodes messages of format 0, and hands over the bytes of any other. */
const UNDECODED_FORMAT = 0xffffffff;

/** Who is told what became of a delivery. */
export type Settler = { settle(deliveryId: number, lockToken: string, outcome: Outcome): void };

export type Transfer = {
  bytes: Buffer;
  tag: Buffer;
  onOutcome: { settler: Settler; lockToken: string } | undefined;
};

/**
 * One AMQP session, with what rhea 3.0.5 does differently from what Service Bus clients need:
 * messages arrive as bytes, outcomes are told apart one by one, and no delivery that a receiver
 * leaves unsettled blocks those behind it.
 */
export class AmqpSession {
  readonly #session: Session;
  readonly #unsettled = new Map<number, { settler: Settler; lockToken: string }>();
  #blocked: Delivery[] = [];
  #settlements: Settlement[] = [];

  constructor(session: Session, onFlow: () => void) {
    this.#session = session;
    this.#keepBytes();
    this.#readDispositions();
    this.#answerFlows(onFlow);
  }

  /** Whether a transfer would go out at once. */
  canTransfer(): boolean {
    const { outgoing } = this.#session;
    return this.#blocked.length === 0 && outgoing.transfer_window() > 0 && outgoing.available() > 0;
  }

  /** Whether all transfers have gone out. */
  get isIdle(): boolean {
    return this.#blocked.length === 0;
  }

  /** Sends a message; one without `onOutcome` is settled with that. */
  transfer(sender: Sender, { bytes, tag, onOutcome }: Transfer): void {
    const delivery = sender.send(bytes, tag, 0);
    if (onOutcome === undefined) {
      mark(delivery, { settled: true });
    } else {
      this.#unsettled.set(delivery.id, onOutcome);
    }
    this.#session.outgoing.process();
    this.#blocked.push(delivery);
    this.#forgetTransferred();
  }

  /** Settles a delivery, at the end of this turn and together with its neighbours. */
  settle(settlement: Settlement): void {
    if (this.#settlements.length === 0) {
      queueMicrotask(() => this.#writeSettlements());
    }
    this.#settlements.push(settlement);
  }

  #keepBytes(): void {
    const session = this.#session;
    const onTransfer = session.on_transfer.bind(session);
    session.on_transfer = (frame) => {
      if (frame.performative.message_format === 0) {
        frame.performative.message_format = UNDECODED_FORMAT;
      }
      onTransfer(frame);
    };
  }

  /** rhea would look for the delivery in a ring from which `#forgetTransferred` has taken it. */
  #readDispositions(): void {
    const session = this.#session;
    const onDisposition = session.on_disposition.bind(session);
    session.on_disposition = (frame) => {
      if (frame.performative.role) {
        this.#onOutcomes(frame.performative);
      } else {
        onDisposition(frame);
      }
    };
  }

  #onOutcomes({ first, last, state, settled }: DispositionFrame['performative']): void {
    const outcome = state ? readOutcome(state) : undefined;
    if (outcome === undefined && !settled) {
      return;
    }
    for (const deliveryId of this.#unsettledBetween(first, last ?? first)) {
      const unsettled = this.#unsettled.get(deliveryId);
      if (unsettled !== undefined) {
        this.#unsettled.delete(deliveryId);
        // To settle without an outcome is to have made nothing of the message.
        unsettled.settler.settle(deliveryId, unsettled.lockToken, outcome ?? { type: 'released' });
      }
    }
  }

  /** A client may name any range: no more of it is walked through than there are deliveries. */
  #unsettledBetween(first: number, last: number): number[] {
    if (last - first < this.#unsettled.size) {
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    }
    return [...this.#unsettled.keys()].filter((id) => id >= first && id <= last);
  }

  #answerFlows(onFlow: () => void): void {
    const session = this.#session;
    const receiveFlow = session.on_flow.bind(session);
    session.on_flow = (frame) => {
      receiveFlow(frame);
      session.outgoing.process();
      this.#forgetTransferred();
      onFlow();
      // The client's next frame waits for the acknowledgement of this one, which TCP would delay
      // by 40 ms: an empty frame carries it at once.
      writeEmptyFrame(session.connection);
    };
  }

  /**
   * rhea keeps sent deliveries in a ring of 2,048 until both sides have settled them in order. One
   * message that a receiver never settles would stop the session: locks decide that, not the ring.
   */
  #forgetTransferred(): void {
    const { next_pending_delivery } = this.#session.outgoing;
    this.#blocked = this.#blocked.filter((delivery) => {
      const isTransferred = delivery.id < next_pending_delivery;
      if (isTransferred) {
        mark(delivery, { settled: true, remote_settled: true });
      }
      return !isTransferred;
    });
  }

  /** rhea's own merging sends one outcome for deliveries that have several. */
  #writeSettlements(): void {
    const settlements = this.#settlements;
    this.#settlements = [];
    if (!this.#session.is_open()) {
      return;
    }
    for (const { received, first, last, answer } of rangesOf(settlements)) {
      const state = encodeAnswer(answer);
      this.#session.output(disposition({ role: received, first, last, settled: true, state }));
    }
    writeSoon(this.#session.connection);
  }
}

/** Marks an incoming delivery as settled; the frame that says so is written by `settle`. */
export function markSettled(delivery: Delivery): void {
  mark(delivery, { settled: true });
}

/** rhea declares these read-only, and has no other way to set them without writing a frame. */
function mark(
  delivery: Delivery,
  flags: Partial<Pick<Delivery, 'settled' | 'remote_settled'>>,
): void {
  Object.assign(delivery, flags);
}
