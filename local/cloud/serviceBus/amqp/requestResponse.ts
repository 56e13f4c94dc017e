import { message as codec, types } from 'rhea';
import type { EventContext, Receiver, Sender, Typed } from 'rhea';
import { z } from 'zod';
import type { Broker } from '../broker';
import type { ServiceBusError } from '../serviceBusError';
import { markSettled } from './amqpSession';
import type { AmqpSession } from './amqpSession';
import { asServiceBusError } from '../asServiceBusError';
import { bytesOf } from './bytesOf';
import { ACCEPTED } from './outcome';
import { whenAttached } from './rheaInternals';

export type ManagementRequest = {
  operation: string;
  properties: Readonly<Record<string, unknown>>;
  body: unknown;
};

export type ManagementReply = {
  /** 200 and 202, or 204 when there is nothing to answer. */
  statusCode: number;
  body?: Readonly<Record<string, Typed>>;
};

/** A receiving link on which clients ask, and the way to the link on which they await the answer. */
export type RequestLink = {
  receiver: Receiver;
  session: AmqpSession;
  broker: Broker;
  replyTo(address: string): Sender | undefined;
  handle(request: ManagementRequest): ManagementReply;
  /** `$cbs` and `$management` spell the same three properties differently. */
  spelling: Spelling;
};

type Spelling = { status: string; description: string; condition: string };

export const CBS_SPELLING: Spelling = {
  status: 'status-code',
  description: 'status-description',
  condition: 'error-condition',
};

export const MANAGEMENT_SPELLING: Spelling = {
  status: 'statusCode',
  description: 'statusDescription',
  condition: 'errorCondition',
};

const Request = z.object({
  message_id: z.unknown().optional(),
  reply_to: z.string(),
  application_properties: z.looseObject({ operation: z.string() }),
  body: z.unknown().optional(),
});
type Request = z.infer<typeof Request>;

const STATUS_CODES = new Map([
  ['amqp:not-found', 404],
  ['com.microsoft:message-not-found', 404],
  ['com.microsoft:message-lock-lost', 410],
  ['com.microsoft:session-lock-lost', 410],
  ['com.microsoft:entity-already-exists', 409],
  ['com.microsoft:argument-error', 400],
  ['com.microsoft:argument-out-of-range', 400],
  ['com.microsoft:entity-disabled', 400],
  ['amqp:link:message-size-exceeded', 403],
  ['amqp:resource-limit-exceeded', 403],
  ['amqp:not-allowed', 400],
  ['amqp:decode-error', 400],
  ['amqp:unauthorized-access', 401],
  ['amqp:not-implemented', 501],
]);

/** Answers the requests of one link. No answer leaves before what it speaks of is on disk. */
export function answerRequests(link: RequestLink): void {
  const { receiver, session, broker } = link;
  receiver.on('message', (context: EventContext) => {
    const { delivery } = context;
    if (delivery === undefined) {
      return;
    }
    markSettled(delivery);
    session.settle({ received: true, deliveryId: delivery.id, answer: ACCEPTED });
    try {
      const request = Request.parse({ ...codec.decode(bytesOf(context)) });
      const reply = replyTo(request, link);
      broker.whenDurable(() => send(link, request, reply));
    } catch (error) {
      broker.log(`A request without operation or reply address is dropped: ${String(error)}`);
    }
  });
}

type Reply = { properties: Record<string, unknown>; body: unknown };

function replyTo({ application_properties, body }: Request, link: RequestLink): Reply {
  const { spelling, broker } = link;
  try {
    const { operation, ...properties } = application_properties;
    const { statusCode, body: answer } = link.handle({ operation, properties, body });
    return {
      body: answer ?? null,
      properties: {
        [spelling.status]: types.wrap_int(statusCode),
        [spelling.description]: statusCode === 202 ? 'Accepted' : 'OK',
      },
    };
  } catch (error) {
    return refusal(asServiceBusError(error, broker.log), spelling);
  }
}

function refusal({ condition, message }: ServiceBusError, spelling: Spelling): Reply {
  return {
    body: null,
    properties: {
      [spelling.status]: types.wrap_int(STATUS_CODES.get(condition) ?? 500),
      [spelling.description]: message,
      [spelling.condition]: types.wrap_symbol(condition),
    },
  };
}

function send(
  link: RequestLink,
  { message_id, reply_to, ...request }: Request,
  reply: Reply,
): void {
  const sender = link.replyTo(reply_to);
  if (sender === undefined || !sender.is_open()) {
    return;
  }
  const trackingId = request.application_properties['com.microsoft:tracking-id'];
  const tracking = trackingId === undefined ? {} : { 'com.microsoft:tracking-id': trackingId };
  const answer = { application_properties: { ...reply.properties, ...tracking }, body: reply.body };
  const bytes = codec.encode({ correlation_id: message_id, ...answer });
  whenAttached(sender, () => sender.send(bytes, undefined, 0));
}
