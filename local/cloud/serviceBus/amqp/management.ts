import { types } from 'rhea';
import { z } from 'zod';
import type { Broker } from '../broker';
import { encodeDelivery } from '../message/encodeDelivery';
import { parseMessage } from '../message/parseMessage';
import { deadLetterReason } from '../queue/deadLetterReasons';
import type { PropertyChanges } from '../queue/propertyChanges';
import type { Queue } from '../queue/queue';
import { requireOpen } from '../queue/requirements';
import type { SessionLock } from '../queue/sessionLocks';
import { ServiceBusError } from '../serviceBusError';
import { guidFromBytes, guidToBytes } from './guid';
import { ok, read } from './managementBody';
import { addRule, enumerateRules, removeRule } from './manageRules';
import {
  getMessageSessions,
  getSessionState,
  renewSessionLock,
  setSessionState,
} from './manageSessions';
import type { ManagementReply, ManagementRequest } from './requestResponse';

/** The type codes of array elements on the wire. */
const LONG = 0x81;
const TIMESTAMP = 0x83;

const RECEIVE_AND_DELETE = 0;

/** rhea reads a long beyond 2^53 as its eight bytes. */
const SequenceNumber = z.union([
  z.number(),
  z.instanceof(Buffer).transform((bytes) => Number(bytes.readBigInt64BE())),
]);
const LockToken = z
  .instanceof(Buffer)
  .refine((bytes) => bytes.length === 16, { error: 'expected a uuid' })
  .transform(guidFromBytes);

const LockTokens = z.object({ 'lock-tokens': z.array(LockToken) });
const SequenceNumbers = z.object({ 'sequence-numbers': z.array(SequenceNumber) });
const PeekMessage = z.object({
  'from-sequence-number': SequenceNumber,
  'message-count': z.int().positive(),
});
const ScheduleMessage = z.object({
  messages: z.array(z.object({ message: z.instanceof(Buffer) })),
});
const ReceiveBySequenceNumber = SequenceNumbers.extend({ 'receiver-settle-mode': z.number() });
const UpdateDisposition = LockTokens.extend({
  // The SDK spells it with one r.
  'disposition-status': z.enum(['completed', 'abandoned', 'suspended', 'defered', 'deferred']),
  'deadletter-reason': z.string().nullish(),
  'deadletter-description': z.string().nullish(),
  'properties-to-modify': z.record(z.string(), z.unknown()).nullish(),
});
type UpdateDisposition = z.infer<typeof UpdateDisposition>;

type Operation = (request: ManagementRequest, queue: Queue, broker: Broker) => ManagementReply;

const SessionId = z.object({ 'session-id': z.string().nullish() });

const OPERATIONS = new Map<string, Operation>([
  ['com.microsoft:renew-lock', renewLock],
  ['com.microsoft:peek-message', peekMessage],
  ['com.microsoft:schedule-message', scheduleMessage],
  ['com.microsoft:cancel-scheduled-message', cancelScheduledMessage],
  ['com.microsoft:receive-by-sequence-number', receiveBySequenceNumber],
  ['com.microsoft:update-disposition', updateDisposition],
  ['com.microsoft:renew-session-lock', renewSessionLock],
  ['com.microsoft:get-session-state', getSessionState],
  ['com.microsoft:set-session-state', setSessionState],
  ['com.microsoft:get-message-sessions', getMessageSessions],
  ['com.microsoft:add-rule', addRule],
  ['com.microsoft:remove-rule', removeRule],
  ['com.microsoft:enumerate-rules', enumerateRules],
]);

/** What a client asks of an entity on its `$management` node. */
export function manage(request: ManagementRequest, queue: Queue, broker: Broker): ManagementReply {
  requireOpen(queue);
  const { operation } = request;
  const perform = OPERATIONS.get(operation);
  if (perform === undefined) {
    throw new ServiceBusError(
      'amqp:not-implemented',
      `Found the operation '${operation}', expected one of ${[...OPERATIONS.keys()].join(', ')}.`,
    );
  }
  return perform(request, queue, broker);
}

function renewLock({ body }: ManagementRequest, queue: Queue, broker: Broker): ManagementReply {
  const tokens = read(LockTokens, body)['lock-tokens'];
  const now = broker.now();
  queue.requireLocks(tokens, now);
  const expirations = tokens.map((token) => queue.renewLock(token, now));
  return ok({ expirations: types.wrap_array(expirations, TIMESTAMP, undefined) });
}

function peekMessage({ body }: ManagementRequest, queue: Queue): ManagementReply {
  const request = read(PeekMessage, body);
  const sessionId = read(SessionId, body)['session-id'] ?? undefined;
  const from = request['from-sequence-number'];
  const found = queue.state.from(from, request['message-count'], sessionId);
  const messages = found.map((message) => ({ message: encodeDelivery(message) }));
  return found.length === 0 ? { statusCode: 204 } : ok({ messages: types.wrap_list(messages) });
}

function scheduleMessage(
  { body }: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  const { messages } = read(ScheduleMessage, body);
  const parsed = messages.map(({ message }) => parseMessage(message, broker.newId));
  const sequenceNumbers = queue.send(parsed, broker.now());
  return ok({ 'sequence-numbers': types.wrap_array(sequenceNumbers, LONG, undefined) });
}

function cancelScheduledMessage({ body }: ManagementRequest, queue: Queue): ManagementReply {
  queue.cancelScheduled(read(SequenceNumbers, body)['sequence-numbers']);
  return ok({});
}

function receiveBySequenceNumber(
  { body }: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  const request = read(ReceiveBySequenceNumber, body);
  const sequenceNumbers = request['sequence-numbers'];
  const session = sessionOf(body, queue, broker);
  if (request['receiver-settle-mode'] === RECEIVE_AND_DELETE) {
    const removed = queue.removeDeferred(sequenceNumbers, session);
    const messages = removed.map((message) => ({ message: encodeDelivery(message) }));
    return ok({ messages: types.wrap_list(messages) });
  }
  const locked = queue.lockDeferred(sequenceNumbers, broker.now(), session);
  const messages = locked.map(({ message, lock }) => ({
    'lock-token': types.wrap_uuid(guidToBytes(lock.token)),
    message: encodeDelivery(message, lock.until),
  }));
  return ok({ messages: types.wrap_list(messages) });
}

function updateDisposition(
  { body }: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  const request = read(UpdateDisposition, body);
  const now = broker.now();
  sessionOf(body, queue, broker);
  queue.requireLocks(request['lock-tokens'], now);
  for (const token of request['lock-tokens']) {
    settle(token, request, { queue, now });
  }
  return ok({});
}

/** The session that a request speaks of, which somebody must hold; undefined where there are none. */
function sessionOf(body: unknown, { sessions }: Queue, broker: Broker): SessionLock | undefined {
  const id = read(SessionId, body)['session-id'] ?? undefined;
  if (sessions === undefined || id === undefined) {
    return undefined;
  }
  return sessions.find(id, undefined, broker.now());
}

function settle(
  token: string,
  request: UpdateDisposition,
  { queue, now }: { queue: Queue; now: number },
): void {
  const changes = Object.entries(request['properties-to-modify'] ?? {});
  const properties: PropertyChanges = new Map(changes);
  switch (request['disposition-status']) {
    case 'completed':
      queue.complete(token, now);
      return;
    case 'abandoned':
      queue.abandon(token, properties, now);
      return;
    case 'defered':
    case 'deferred':
      queue.defer(token, properties, now);
      return;
    case 'suspended': {
      const reason = request['deadletter-reason'] ?? undefined;
      const description = request['deadletter-description'] ?? undefined;
      const reasons = deadLetterReason(reason, description);
      queue.deadLetter(token, new Map([...changes, ...reasons]), now);
    }
  }
}
