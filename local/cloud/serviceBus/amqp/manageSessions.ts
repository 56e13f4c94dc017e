import { types } from 'rhea';
import { z } from 'zod';
import type { Broker } from '../broker';
import type { Queue } from '../queue/queue';
import type { SessionLock } from '../queue/sessionLocks';
import type { Sessions } from '../queue/sessions';
import { notAllowed } from '../serviceBusError';
import { ok, read } from './managementBody';
import type { ManagementReply, ManagementRequest } from './requestResponse';

const STRING = 0xa1;

const OfSession = z.object({ 'session-id': z.string() });
const SetSessionState = OfSession.extend({ 'session-state': z.instanceof(Buffer).nullish() });
const GetMessageSessions = z.object({ skip: z.int().nonnegative(), top: z.int().positive() });
/** The name of the link that holds the session; not every client gives it. */
const Asker = z.object({ 'associated-link-name': z.string().optional() });

export function renewSessionLock(
  request: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  const { sessions, lock } = held(request, queue, broker);
  return ok({ expiration: types.wrap_timestamp(sessions.renew(lock, broker.now())) });
}

export function getSessionState(
  request: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  const { sessions, lock } = held(request, queue, broker);
  const state = sessions.state(lock.sessionId);
  return ok({ 'session-state': state === undefined ? types.wrap(null) : types.wrap_binary(state) });
}

/** Null takes the state away. */
export function setSessionState(
  request: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  const { sessions, lock } = held(request, queue, broker);
  const state = read(SetSessionState, request.body)['session-state'] ?? undefined;
  sessions.setState(lock.sessionId, state && Buffer.from(state));
  return ok();
}

export function getMessageSessions({ body }: ManagementRequest, queue: Queue): ManagementReply {
  const { skip, top } = read(GetMessageSessions, body);
  const ids = sessionsOf(queue)
    .ids()
    .slice(skip, skip + top);
  if (ids.length === 0) {
    return { statusCode: 204 };
  }
  return ok({
    skip: types.wrap_int(skip + ids.length),
    'sessions-ids': types.wrap_array(ids, STRING, undefined),
  });
}

/** Throws `session-lock-lost` unless whoever asks has the session. */
function held(
  { body, properties }: ManagementRequest,
  queue: Queue,
  broker: Broker,
): { sessions: Sessions; lock: SessionLock } {
  const id = read(OfSession, body)['session-id'];
  const owner = read(Asker, properties)['associated-link-name'];
  const sessions = sessionsOf(queue);
  return { sessions, lock: sessions.find(id, owner, broker.now()) };
}

function sessionsOf({ sessions, path }: Queue): Sessions {
  if (sessions === undefined) {
    throw notAllowed(`'${path}' has no sessions: RequiresSession is not set.`);
  }
  return sessions;
}
