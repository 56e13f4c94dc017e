import type { Connection, EventContext, Receiver, Sender, Session } from 'rhea';
import { Grants } from '../access/grants';
import type { Claim } from '../access/sharedAccessSignature';
import type { Broker } from '../broker';
import type { Queue } from '../queue/queue';
import { entityNotFound } from '../serviceBusError';
import { AmqpSession } from './amqpSession';
import { asServiceBusError } from '../asServiceBusError';
import { manage } from './management';
import { putToken } from './putToken';
import { requireOpen, requireReceivable, requireSendable } from '../queue/requirements';
import { openQueueReceiver } from './openQueueReceiver';
import type { OpenReceiver } from './openQueueReceiver';
import { acceptMessages } from './queueSender';
import { refuse } from './refuse';
import { stopHeartbeats } from './rheaInternals';
import { answerRequests, CBS_SPELLING, MANAGEMENT_SPELLING } from './requestResponse';

const SETTLED = 1;
const CBS = '$cbs';
const MANAGEMENT = /^(.*)\/\$management$/i;

/**
 * Serves one client's connection from its opening to its end. With `mayDoAll` it has shown a key as
 * its password, and need not bring tokens.
 */
export function serveConnection(connection: Connection, broker: Broker, mayDoAll: boolean): void {
  writeOncePerTurn(connection);
  new AmqpConnection(broker).serve(connection, mayDoAll);
}

/** The links of one connection: decides what each is for. */
class AmqpConnection {
  readonly #broker: Broker;
  readonly #grants = new Grants();
  readonly #sessions = new Map<Session, AmqpSession>();
  readonly #receivers = new Map<Sender, OpenReceiver>();
  /** How to forget the links on entities. */
  readonly #watches = new Map<Receiver | Sender, () => void>();
  /** Where answers go, by the two names under which clients ask for them. */
  readonly #replyLinks = new Map<string, Sender>();

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  serve(connection: Connection, mayDoAll: boolean): void {
    if (mayDoAll) {
      this.#grants.add({ path: '', claims: ['Manage', 'Send', 'Listen'], expiresAt: Infinity });
    }
    const on = (event: string, listener: (context: EventContext) => void) =>
      connection.on(event, listener);
    on('session_open', ({ session }) => session && this.#addSession(session));
    on('receiver_open', (context) => this.#open(context, context.receiver));
    on('sender_open', (context) => this.#open(context, context.sender));
    on('sender_close', ({ sender }) => sender && this.#closeReceiver(sender));
    on('receiver_close', ({ receiver }) => this.#unwatch(receiver));
    on('session_close', ({ session }) => session && this.#closeSession(session));
    on('connection_close', () => this.#close());
    on('disconnected', () => this.#close());
    connection.socket.once('close', () => {
      stopHeartbeats(connection);
      this.#close();
    });
  }

  #addSession(session: Session): void {
    this.#sessions.set(session, new AmqpSession(session, () => this.#onFlow(session)));
  }

  #onFlow(session: Session): void {
    for (const [sender, receiver] of this.#receivers) {
      if (sender.session === session) {
        receiver.onFlow();
      }
    }
  }

  #open({ session }: EventContext, link: Receiver | Sender | undefined): void {
    const amqpSession = session && this.#sessions.get(session);
    if (link === undefined || amqpSession === undefined) {
      return;
    }
    link.set_source(link.source ?? {});
    link.set_target(link.target ?? {});
    try {
      if (isReceiver(link)) {
        this.#openReceiver(link, amqpSession);
      } else {
        this.#openSender(link, amqpSession);
      }
    } catch (error) {
      refuse(link, asServiceBusError(error, this.#broker.log));
    }
  }

  /** The client sends: messages to a queue, or requests to one of the two service nodes. */
  #openReceiver(receiver: Receiver, session: AmqpSession): void {
    const broker = this.#broker;
    const address = addressOf(receiver.target);
    receiver.local.attach.max_message_size = broker.maxMessageSizeBytes;
    const replyTo = (name: string) => this.#replyLinks.get(name);
    const link = { receiver, session, broker, replyTo };
    if (address === CBS) {
      answerRequests({
        ...link,
        spelling: CBS_SPELLING,
        handle: (request) => {
          this.#grants.add(putToken(request, broker));
          return { statusCode: 202 };
        },
      });
      return;
    }
    const managed = MANAGEMENT.exec(address)?.[1];
    if (managed === undefined) {
      const queue = this.#queue(address, ['Send']);
      acceptMessages({ receiver, session, broker, queue });
      this.#watch(receiver, queue, requireSendable);
      return;
    }
    const queue = this.#queue(managed, ['Send', 'Listen', 'Manage']);
    const handle = (request: Parameters<typeof manage>[0]) => manage(request, queue, broker);
    answerRequests({ ...link, spelling: MANAGEMENT_SPELLING, handle });
    this.#watch(receiver, queue, requireOpen);
  }

  /** The client receives: messages of a queue, or the answers to its requests. */
  #openSender(sender: Sender, session: AmqpSession): void {
    const address = addressOf(sender.source);
    if (address === CBS || MANAGEMENT.test(address)) {
      sender.local.attach.snd_settle_mode = SETTLED;
      this.#replyLinks.set(sender.name, sender);
      this.#replyLinks.set(addressOf(sender.target), sender);
      return;
    }
    const queue = this.#queue(address, ['Listen']);
    const receiver = openQueueReceiver({ sender, session, queue, broker: this.#broker });
    this.#receivers.set(sender, receiver);
    this.#watch(sender, queue, requireReceivable);
  }

  /** Has the link end as soon as the entity does not allow it any more. */
  #watch(link: Receiver | Sender, queue: Queue, require: (queue: Queue) => void): void {
    const forget = this.#broker.links.add(queue, {
      check: () => require(queue),
      end: (error) => {
        if (link.is_open()) {
          refuse(link, error);
        }
      },
    });
    this.#watches.set(link, forget);
  }

  #unwatch(link: Receiver | Sender | undefined): void {
    if (link !== undefined) {
      this.#watches.get(link)?.();
      this.#watches.delete(link);
    }
  }

  /** The entity, for somebody who has one of the claims on it. */
  #queue(path: string, claims: readonly Claim[]): Queue {
    this.#grants.require(claims, path, this.#broker.now());
    const queue = this.#broker.find(path);
    if (queue === undefined) {
      throw entityNotFound(path);
    }
    return queue;
  }

  #closeReceiver(sender: Sender): void {
    this.#unwatch(sender);
    this.#receivers.get(sender)?.close();
    this.#receivers.delete(sender);
    for (const [name, link] of this.#replyLinks) {
      if (link === sender) {
        this.#replyLinks.delete(name);
      }
    }
  }

  #closeSession(session: Session): void {
    this.#sessions.delete(session);
    const senders = [...this.#receivers.keys(), ...this.#replyLinks.values()];
    senders.filter((sender) => sender.session === session).forEach((s) => this.#closeReceiver(s));
    const watched = [...this.#watches.keys()].filter((link) => link.session === session);
    watched.forEach((link) => this.#unwatch(link));
  }

  #close(): void {
    [...this.#sessions.keys()].forEach((session) => this.#closeSession(session));
  }
}

/** Gathers the frames of one turn into one write: rhea makes a system call of each. */
function writeOncePerTurn(connection: Connection): void {
  const output = connection.output.bind(connection);
  const { socket } = connection;
  let isCorked = false;
  connection.output = () => {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      process.nextTick(() => {
        isCorked = false;
        socket.uncork();
      });
    }
    output();
  };
}

function isReceiver(link: Receiver | Sender): link is Receiver {
  return link.is_receiver();
}

/** Audiences and addresses may be percent-encoded, and begin with a slash. */
function addressOf(terminus: { address?: unknown } | undefined): string {
  const address = terminus?.address;
  return typeof address === 'string' ? address : '';
}
