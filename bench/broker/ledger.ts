import type { ServiceBusReceivedMessage } from '@azure/service-bus';

export type Losses = {
  sent: number;
  completed: number;
  /** Confirmed to the sender, and neither left in the queue nor handed to a receiver that settled it. */
  lost: number;
  /** Confirmed as completed, and then confirmed again. */
  settledTwice: number;
  /** Confirmed as completed, and then handed out again or still there. */
  cameBack: number;
  /** Two messages under one sequence number. */
  sharedNumbers: number;
  /** Handed out more than once without having been completed: at-least-once allows that. */
  redelivered: number;
};

/** What senders and receivers were told, to be held against what is left in the end. */
export class Ledger {
  readonly #sent = new Set<string>();
  readonly #settling = new Set<string>();
  readonly #completed = new Set<string>();
  readonly #left = new Set<string>();
  readonly #ids = new Map<string, string>();
  #settledTwice = 0;
  #cameBack = 0;
  #sharedNumbers = 0;
  #redelivered = 0;

  sent(id: string): void {
    this.#sent.add(id);
  }

  received(message: ServiceBusReceivedMessage): void {
    const number = numberOf(message);
    const id = String(message.messageId);
    const known = this.#ids.get(number);
    this.#redelivered += known === id ? 1 : 0;
    this.#sharedNumbers += known === undefined || known === id ? 0 : 1;
    this.#cameBack += this.#completed.has(number) ? 1 : 0;
    this.#ids.set(number, id);
  }

  /** Asked for: whether it came to pass is only known once it is confirmed. */
  settling(message: ServiceBusReceivedMessage): void {
    this.#settling.add(String(message.messageId));
  }

  completed(message: ServiceBusReceivedMessage): void {
    const number = numberOf(message);
    this.#settledTwice += this.#completed.has(number) ? 1 : 0;
    this.#completed.add(number);
  }

  left(message: ServiceBusReceivedMessage): void {
    this.received(message);
    this.#left.add(String(message.messageId));
  }

  confirmed(): { sent: number; completed: number } {
    return { sent: this.#sent.size, completed: this.#completed.size };
  }

  losses(): Losses {
    const lost = [...this.#sent].filter((id) => !this.#left.has(id) && !this.#settling.has(id));
    return {
      ...this.confirmed(),
      lost: lost.length,
      settledTwice: this.#settledTwice,
      cameBack: this.#cameBack,
      sharedNumbers: this.#sharedNumbers,
      redelivered: this.#redelivered,
    };
  }
}

function numberOf({ sequenceNumber }: ServiceBusReceivedMessage): string {
  return String(sequenceNumber);
}
