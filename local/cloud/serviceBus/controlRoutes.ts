import { message as codec } from 'rhea';
import { z } from 'zod';
import type { ControlRequest, ControlResponse, ControlRoute } from '../control/route';
import type { Broker } from './broker';
import { pathOf } from './definitions/entityDefinition';
import { encodeDelivery } from './message/encodeDelivery';
import type { Queue } from './queue/queue';
import type { QueueMessage } from './queue/queueMessage';

const Query = z.object({
  from: z.coerce.number().int().nonnegative().default(0),
  count: z.coerce.number().int().positive().max(1_000).default(100),
});

/**
 * A look into the queues. `{name}` is percent-encoded where it holds a slash, as the path of a
 * dead-letter queue does: `alerts%2F$DeadLetterQueue`.
 */
export function controlRoutes(broker: Broker): ControlRoute[] {
  const withQueue =
    (answer: (queue: Queue, request: ControlRequest) => ControlResponse) =>
    (request: ControlRequest): ControlResponse => {
      const name = request.params['name'] ?? '';
      const queue = broker.find(name);
      return queue === undefined ? unknownQueue(name, broker) : answer(queue, request);
    };
  return [
    { method: 'GET', path: '/serviceBus/queues/{name}', handle: withQueue(counts) },
    { method: 'GET', path: '/serviceBus/queues/{name}/messages', handle: withQueue(messages) },
  ];
}

function unknownQueue(name: string, broker: Broker): ControlResponse {
  const known = broker.definitions.all().map(({ definition }) => pathOf(definition));
  const error = `Found the queue '${name}', expected one of ${known.join(', ')}.`;
  return { status: 404, body: { error } };
}

/** As in Azure, `active` counts messages that are locked too. */
function counts({ state, lockedCount, deadLetterQueue }: Queue): ControlResponse {
  const found = { active: 0, deferred: 0, scheduled: 0 };
  for (const message of state.messages.values()) {
    found[message.state] += 1;
  }
  const deadLettered = deadLetterQueue?.state.messages.size ?? 0;
  const { acceptedTotal } = state;
  return { status: 200, body: { ...found, deadLettered, locked: lockedCount, acceptedTotal } };
}

/** A page of messages by sequence number, `?from=` and `?count=`. */
function messages(queue: Queue, { query }: ControlRequest): ControlResponse {
  const page = Query.safeParse(Object.fromEntries(query));
  if (!page.success) {
    return { status: 400, body: { error: z.prettifyError(page.error) } };
  }
  const found = queue.state.from(page.data.from, page.data.count);
  return { status: 200, body: { messages: found.map((message) => describe(message, queue)) } };
}

function describe(message: QueueMessage, queue: Queue): Record<string, unknown> {
  const { sequenceNumber, state, deliveryCount } = message;
  const decoded = codec.decode(encodeDelivery(message));
  const content: unknown = decoded['body'];
  const fields: unknown = { ...decoded };
  const { application_properties, subject, content_type, correlation_id, message_id } =
    Properties.parse(fields);
  return {
    sequenceNumber,
    state,
    deliveryCount,
    locked: queue.isLocked(sequenceNumber),
    enqueuedAt: instant(message.enqueuedAt),
    scheduledFor: instant(message.scheduledFor),
    expiresAt: instant(message.expiresAt),
    messageId: message_id,
    subject,
    contentType: content_type,
    correlationId: correlation_id,
    applicationProperties: application_properties,
    body: bodyOf(content),
  };
}

const Properties = z.object({
  application_properties: z.record(z.string(), z.unknown()).default({}),
  subject: z.string().optional(),
  content_type: z.string().optional(),
  correlation_id: z.unknown().optional(),
  message_id: z.unknown().optional(),
});

const DataSection = z.object({ typecode: z.literal(0x75), content: z.instanceof(Buffer) });

/** JSON where the body is JSON, otherwise its text. */
function bodyOf(content: unknown): unknown {
  const data = DataSection.safeParse(content);
  if (!data.success) {
    return content;
  }
  const text = data.data.content.toString('utf8');
  try {
    const json: unknown = JSON.parse(text);
    return json;
  } catch {
    return text;
  }
}

function instant(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
