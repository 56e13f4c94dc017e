import {
  AZURE_DEFAULTS,
  deadLetterProperties,
} from '../../../../local/cloud/serviceBus/config/queueProperties';
import type { QueueProperties } from '../../../../local/cloud/serviceBus/config/queueProperties';
import type { ParsedMessage } from '../../../../local/cloud/serviceBus/message/parseMessage';
import { Queue } from '../../../../local/cloud/serviceBus/queue/queue';
import type { QueueRecord } from '../../../../local/cloud/serviceBus/queue/queueRecord';
import { QueueState } from '../../../../local/cloud/serviceBus/queue/queueState';

/** Noon, in milliseconds: the time at which every story begins. */
export const NOON = Date.UTC(2025, 0, 1, 12);

export function aParsedMessage(
  messageId: string,
  more: Partial<ParsedMessage> & { timeToLive?: number } = {},
): ParsedMessage {
  const { timeToLive, scheduledFor } = more;
  return {
    scheduledFor,
    content: {
      durable: false,
      priority: 4,
      timeToLive,
      annotations: Buffer.alloc(0),
      annotationItems: 0,
      // A data section with two bytes.
      bare: Buffer.from('005375a0026869', 'hex'),
      messageId,
      sessionId: undefined,
    },
  };
}

/** A queue with a ledger in memory, which says that something is on disk when it is told to. */
export class QueueUnderTest {
  readonly records: QueueRecord[] = [];
  readonly queue: Queue;
  readonly states = new Map<string, QueueState>();
  readonly wakeTimes: number[] = [];
  #undurable: (() => void)[] = [];
  #tokens = 0;

  constructor(properties: Partial<QueueProperties> = {}, replayed: readonly QueueRecord[] = []) {
    const all = { ...AZURE_DEFAULTS, ...properties };
    for (const path of ['q', 'q/$DeadLetterQueue']) {
      this.states.set(path, new QueueState(path));
    }
    replayed.forEach((record) => this.states.get(record.queue)!.apply(record));
    const deadLetterQueue = this.#create(
      'q/$DeadLetterQueue',
      deadLetterProperties(all),
      undefined,
    );
    this.queue = this.#create('q', all, deadLetterQueue);
  }

  /** Everything appended so far reaches the disk. */
  flush(): void {
    const callbacks = this.#undurable;
    this.#undurable = [];
    callbacks.forEach((callback) => callback());
  }

  /** Sends and flushes. */
  send(...messages: ParsedMessage[]): number[] {
    const sequenceNumbers = this.queue.send(messages, NOON);
    this.flush();
    return sequenceNumbers;
  }

  /** The ids of what can be taken now, in order. */
  takeAll(now = NOON): string[] {
    const ids: string[] = [];
    for (let taken = this.queue.take(now); taken; taken = this.queue.take(now)) {
      ids.push(taken.message.content.messageId);
    }
    return ids;
  }

  /** A queue that has read the same ledger after a restart. */
  restarted(properties: Partial<QueueProperties> = {}): QueueUnderTest {
    return new QueueUnderTest(properties, this.records);
  }

  #create(path: string, properties: QueueProperties, deadLetterQueue: Queue | undefined): Queue {
    return new Queue({
      state: this.states.get(path)!,
      settings: { properties, outlet: undefined },
      deadLetterQueue,
      kind: deadLetterQueue === undefined ? 'deadLetterQueue' : 'queue',
      ledger: {
        append: (records, onDurable) => {
          this.records.push(...records);
          records.forEach((record) => this.states.get(record.queue)!.apply(record));
          this.#undurable.push(onDurable ?? (() => undefined));
        },
      },
      newLockToken: () => `token-${(this.#tokens += 1)}`,
      onAvailable: () => undefined,
      wakeAt: (at) => this.wakeTimes.push(at),
    });
  }
}
