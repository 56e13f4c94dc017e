import { types } from 'rhea';
import type { Sender } from 'rhea';
import { notAllowed, sessionLockLost, timedOut } from '../serviceBusError';
import type { ServiceBusError } from '../serviceBusError';
import type { SessionLock } from '../queue/sessionLocks';
import type { Sessions } from '../queue/sessions';
import type { SessionDispatcher } from '../sessionDispatcher';
import { answerAttach, holdAttach } from './rheaInternals';

const SESSION_FILTER = 'com.microsoft:session-filter';
const LOCKED_UNTIL = 'com.microsoft:locked-until-utc';
const TIMEOUT = 'com.microsoft:timeout';

/** How long a client that does not say waits for a session, as in Azure. */
const DEFAULT_TIMEOUT_MS = 65_000;
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** .NET counts 100 ns from the year 1. */
const TICKS_PER_MS = 10_000n;
const TICKS_OF_1970 = 621_355_968_000_000_000n;

/** What a receiver asks for: no session, one by its id, or whichever is free next. */
export type SessionRequest = { wants: 'none' } | { wants: 'id'; id: string } | { wants: 'next' };

export function readSessionRequest({ source }: Sender): SessionRequest {
  const filter: unknown = source?.filter;
  if (!(filter instanceof Object) || !(SESSION_FILTER in filter)) {
    return { wants: 'none' };
  }
  const wanted: unknown = filter[SESSION_FILTER];
  // Other clients describe the filter, in which case the id is one level deeper.
  const id = wanted instanceof Object && 'value' in wanted ? wanted.value : wanted;
  return typeof id === 'string' ? { wants: 'id', id } : { wants: 'next' };
}

/** Throws `amqp:not-allowed` unless the entity and the receiver agree on whether there are sessions. */
export function requireAgreement(request: SessionRequest, sessions: Sessions | undefined): void {
  if (sessions !== undefined && request.wants === 'none') {
    throw notAllowed(
      'It is not possible for an entity that requires sessions to create a non-sessionful message receiver.',
    );
  }
  if (sessions === undefined && request.wants !== 'none') {
    throw notAllowed(
      'A sessionful message receiver cannot be created on an entity that does not require sessions. Ensure RequiresSession is set to true when creating a Queue or Subscription to enable sessionful behavior.',
    );
  }
}

export type SessionLink = {
  sender: Sender;
  sessions: Sessions;
  dispatcher: SessionDispatcher;
  now: () => number;
  /** Called when the receiver has its session. */
  onAccepted: (lock: SessionLock) => void;
  refuse: (error: ServiceBusError) => void;
};

/**
 * Gives a receiver its session and says so in the answer to its attach, which is held back until
 * there is one. Answers how to call the search off.
 */
export function acceptSession(request: SessionRequest, link: SessionLink): () => void {
  const { sender, sessions, now } = link;
  const claim = {
    owner: sender.name,
    onLost: (sessionId: string) => link.refuse(sessionLockLost(sessionId)),
  };
  if (request.wants === 'id') {
    grant(sessions.accept(request.id, claim, now()), link);
    return () => undefined;
  }
  const free = sessions.acceptNext(claim, now());
  if (free !== undefined) {
    grant(free, link);
    return () => undefined;
  }
  holdAttach(sender);
  return seek(link, () => sessions.acceptNext(claim, now()));
}

function seek(link: SessionLink, acceptNext: () => SessionLock | undefined): () => void {
  const { sender, dispatcher, refuse } = link;
  let isAnswered = false;
  const seeker = {
    accept: () => {
      const lock = acceptNext();
      if (lock !== undefined) {
        clearTimeout(timer);
        isAnswered = true;
        grant(lock, link);
        answerAttach(sender);
      }
      return lock !== undefined;
    },
  };
  const timer = setTimeout(() => {
    dispatcher.giveUp(seeker);
    isAnswered = true;
    answerAttach(sender);
    refuse(timedOut());
  }, timeoutOf(sender));
  dispatcher.seek(seeker);
  return () => {
    clearTimeout(timer);
    dispatcher.giveUp(seeker);
    // A client that detaches while its attach is held waits for the answer to both.
    if (!sender.state.local_open && !isAnswered && sender.connection.is_open()) {
      answerAttach(sender);
      sender.close();
    }
  };
}

function grant(lock: SessionLock, { sender, onAccepted }: SessionLink): void {
  const ticks = Buffer.alloc(8);
  ticks.writeBigInt64BE(BigInt(lock.until) * TICKS_PER_MS + TICKS_OF_1970);
  sender.set_source({ ...addressOf(sender), filter: { [SESSION_FILTER]: lock.sessionId } });
  sender.local.attach.properties = { [LOCKED_UNTIL]: types.wrap_long(ticks) };
  onAccepted(lock);
}

function addressOf({ source }: Sender): { address: string } {
  const address: unknown = source?.address;
  return { address: typeof address === 'string' ? address : '' };
}

function timeoutOf({ properties }: Sender): number {
  const timeout = Number(properties?.[TIMEOUT] ?? DEFAULT_TIMEOUT_MS);
  return timeout >= 0 ? Math.min(timeout, LONGEST_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS;
}
