import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { textProperty } from '../bindings';
import type { NamedBinding, TriggeredFunction } from '../bindings';
import { bodyProperties } from '../bodyProperties';
import type { Invocation, TypedData } from '../worker/types';

/** A function's invocation for a message that was received without parsing its body. */
export function messageInvocation(
  { name, trigger }: TriggeredFunction,
  message: ServiceBusReceivedMessage,
): Invocation {
  const bytes = bytesOf(message.body);
  const text = bytes.toString();
  return {
    functionName: name,
    inputs: [{ name: trigger.name, data: isBinary(trigger) ? { bytes } : { string: text } }],
    triggerMetadata: { ...messageMetadata(message), ...bodyProperties(text) },
  };
}

/** A function's one invocation for several messages; their metadata comes in arrays. */
export function batchInvocation(
  { name, trigger }: TriggeredFunction,
  messages: readonly ServiceBusReceivedMessage[],
): Invocation {
  const bytes = messages.map(({ body }) => bytesOf(body));
  const data = isBinary(trigger)
    ? { collectionBytes: { bytes } }
    : { collectionString: { string: bytes.map(String) } };
  const metadata = messages.map(messageMetadata);
  const names = new Set(metadata.flatMap(Object.keys));
  return {
    functionName: name,
    inputs: [{ name: trigger.name, data }],
    triggerMetadata: Object.fromEntries(
      [...names].map((key) => {
        const values = metadata.map(({ [key]: value }) => plainValue(value));
        return [`${key}Array`, { json: JSON.stringify(values) }];
      }),
    ),
  };
}

/** A message as `POST /admin/functions/{name}` makes it up. */
export function handMadeInvocation({ name, trigger }: TriggeredFunction, body: string): Invocation {
  return {
    functionName: name,
    inputs: [{ name: trigger.name, data: { string: body } }],
    triggerMetadata: bodyProperties(body),
  };
}

/** The metadata names of the Service Bus extension; what a message does not have is left out. */
function messageMetadata(message: ServiceBusReceivedMessage): Record<string, TypedData> {
  const properties = { json: JSON.stringify(message.applicationProperties ?? {}) };
  return definedOnly({
    MessageId: asText(message.messageId),
    // The SDK counts the deliveries before this one, the Functions host this one too.
    DeliveryCount: number((message.deliveryCount ?? 0) + 1),
    SequenceNumber: asText(message.sequenceNumber),
    EnqueuedTimeUtc: moment(message.enqueuedTimeUtc),
    EnqueuedTime: moment(message.enqueuedTimeUtc),
    ExpiresAtUtc: moment(message.expiresAtUtc),
    ExpiresAt: moment(message.expiresAtUtc),
    LockToken: asText(message.lockToken),
    DeadLetterSource: asText(message.deadLetterSource),
    ContentType: asText(message.contentType),
    CorrelationId: asText(message.correlationId),
    Subject: asText(message.subject),
    Label: asText(message.subject),
    To: asText(message.to),
    ReplyTo: asText(message.replyTo),
    ReplyToSessionId: asText(message.replyToSessionId),
    SessionId: asText(message.sessionId),
    PartitionKey: asText(message.partitionKey),
    ApplicationProperties: properties,
    UserProperties: properties,
  });
}

function isBinary(trigger: NamedBinding): boolean {
  return textProperty(trigger, 'dataType')?.toLowerCase() === 'binary';
}

function plainValue(data: TypedData | undefined): unknown {
  return data?.json === undefined ? (data?.string ?? data?.int ?? null) : JSON.parse(data.json);
}

function bytesOf(body: unknown): Buffer {
  if (body instanceof Uint8Array) {
    return Buffer.from(body);
  }
  return Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
}

function asText(value: { toString(): string } | undefined): TypedData | undefined {
  return value === undefined ? undefined : { string: value.toString() };
}

function number(value: number): TypedData {
  return { int: value };
}

function moment(value: Date | undefined): TypedData | undefined {
  return value === undefined ? undefined : { string: value.toISOString() };
}

function definedOnly(
  values: Readonly<Record<string, TypedData | undefined>>,
): Record<string, TypedData> {
  const defined: Record<string, TypedData> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) {
      defined[name] = value;
    }
  }
  return defined;
}
