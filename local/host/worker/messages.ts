import type { LogEntry } from '../log';
import type { Invocation, InvocationResult, RegisteredFunction } from './types';

/** What the host says to the process that runs the app. */
export type ToApp = { kind: 'invoke'; call: number; invocation: Invocation } | { kind: 'stop' };

/** What that process says to the host. */
export type FromApp =
  | { kind: 'ready'; functions: RegisteredFunction[]; httpUri?: string }
  | { kind: 'loadFailed'; reason: string }
  | { kind: 'result'; call: number; result: InvocationResult }
  | { kind: 'log'; entry: LogEntry };

const kindsToApp: ReadonlySet<unknown> = new Set(['invoke', 'stop']);
const kindsFromApp: ReadonlySet<unknown> = new Set(['ready', 'loadFailed', 'result', 'log']);

// Both ends of the channel are this host's own, so the kinds alone tell its messages, which come
// several at a time, from whatever else an app may send through `process.send`.

export function areToApp(messages: unknown): messages is ToApp[] {
  return haveKinds(messages, kindsToApp);
}

export function areFromApp(messages: unknown): messages is FromApp[] {
  return haveKinds(messages, kindsFromApp);
}

function haveKinds(messages: unknown, kinds: ReadonlySet<unknown>): boolean {
  return Array.isArray(messages) && messages.every((message) => hasKind(message, kinds));
}

function hasKind(message: unknown, kinds: ReadonlySet<unknown>): boolean {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && kinds.has(message.kind)
  );
}
