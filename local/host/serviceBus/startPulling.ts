import { setTimeout as pause } from 'node:timers/promises';
import type {
  ServiceBusClient,
  ServiceBusReceivedMessage,
  ServiceBusReceiver,
  ServiceBusSessionReceiver,
} from '@azure/service-bus';
import type { TriggeredFunction } from '../bindings';
import type { Listener } from '../listener';
import { textOf } from '../log';
import { createConnectionState } from './connectionState';
import type { ConnectionState } from './connectionState';
import { handleMessages, takesBatches } from './handleMessages';
import type { QueueTriggerOptions } from './handleMessages';
import { pull } from './pull';
import { inSafeOrder, settlerOf } from './settlements';
import type { Settle } from './settlements';

export type Source = {
  client: ServiceBusClient;
  /** The queue or subscription, for the log. */
  entity: string;
  /** Opens what messages are pulled from; for sessions, the next one that has any. */
  open: (signal: AbortSignal) => Promise<ServiceBusReceiver | ServiceBusSessionReceiver>;
  /** How many are open at a time. */
  receivers: number;
  idleMs: number;
};

type Handle = (
  messages: readonly ServiceBusReceivedMessage[],
  settle: Settle<ServiceBusReceivedMessage>,
) => Promise<void>;

const againAfterMs = 1_000;

/** No session has messages: that is no news, and the next attempt waits for one again. */
const noSession: ReadonlySet<unknown> = new Set(['ServiceTimeout', 'SessionCannotBeLocked']);

/**
 * Runs a function for the messages of sessions, in their order, or for batches: pulls from so many
 * receivers side by side.
 */
export function startPulling(
  triggered: TriggeredFunction,
  options: QueueTriggerOptions,
  source: Source,
): Listener {
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const handle: Handle = async (messages, settle) => {
    const run = handleMessages(messages, { triggered, options, settle });
    running.add(run);
    await run;
    running.delete(run);
  };
  const state = createConnectionState({ name: triggered.name, entity: source.entity }, options.log);
  const { signal } = stopping;
  const keepPulling = async (): Promise<void> => {
    while (!signal.aborted) {
      await pullOnce({ triggered, options, source, state, signal, handle });
    }
  };
  for (let receiver = 0; receiver < source.receivers; receiver += 1) {
    void keepPulling();
  }
  return {
    stop: async () => stopping.abort(),
    close: async () => {
      await Promise.allSettled(running);
      await source.client.close();
    },
  };
}

/** Never rejects; when something goes wrong, it takes a moment. */
async function pullOnce(pulling: {
  triggered: TriggeredFunction;
  options: QueueTriggerOptions;
  source: Source;
  state: ConnectionState;
  signal: AbortSignal;
  handle: Handle;
}): Promise<void> {
  const { triggered, options, source, state, signal, handle } = pulling;
  let receiver: ServiceBusReceiver | ServiceBusSessionReceiver | undefined;
  try {
    receiver = await source.open(signal);
    state.up();
    const settle = inSafeOrder(settlerOf(receiver));
    await pull(receiver, {
      maxMessages: takesBatches(triggered) ? options.limits.maxMessageBatchSize : 1,
      idleMs: source.idleMs,
      renewalMs: options.limits.maxAutoLockRenewalDuration,
      signal,
      onMessages: async (messages) => handle(messages, settle),
    });
  } catch (error) {
    if (!signal.aborted && !noSession.has(codeOf(error))) {
      state.away(textOf(error));
      await pause(againAfterMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    await receiver?.close().catch(() => {});
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
