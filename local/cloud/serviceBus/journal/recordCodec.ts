import type { MessageContent } from '../message/messageContent';
import type { QueueMessage } from '../queue/queueMessage';
import type { ActivatedRecord, ChangedRecord, QueueRecord } from '../queue/queueRecord';
import { ByteReader } from './byteReader';
import type { ByteWriter } from './byteWriter';

/** The numbers are on disk: never give one a new meaning. */
const TYPES = {
  enqueued: 1,
  activated: 2,
  changed: 3,
  removed: 4,
  seen: 5,
  counters: 6,
  passed: 7,
  noted: 8,
  deleted: 9,
} as const;
const NOTHING = Buffer.alloc(0);
const STATES = ['active', 'deferred', 'scheduled'] as const;

export function writeRecord(to: ByteWriter, record: QueueRecord): void {
  to.byte(TYPES[record.type]);
  to.text(record.queue);
  switch (record.type) {
    case 'enqueued':
      writeMessage(to, record.message);
      return;
    case 'activated':
      to.double(record.sequenceNumber);
      to.double(record.newSequenceNumber);
      to.double(record.at);
      to.optionalDouble(record.expiresAt);
      return;
    case 'changed':
      writeChanged(to, record);
      return;
    case 'removed':
    case 'passed':
      to.double(record.sequenceNumber);
      return;
    case 'deleted':
      return;
    case 'seen':
      to.text(record.messageId);
      to.double(record.at);
      return;
    case 'noted':
      to.text(record.name);
      to.byte(record.value === undefined ? 0 : 1);
      to.block(record.value ?? NOTHING);
      return;
    case 'counters':
      to.double(record.nextSequenceNumber);
      to.double(record.acceptedTotal);
      return;
  }
}

/** Reads the records of one frame. Throws for what `writeRecord` cannot have written. */
export function readRecords(frame: Buffer): QueueRecord[] {
  const from = new ByteReader(frame);
  const records: QueueRecord[] = [];
  while (!from.atEnd) {
    records.push(readRecord(from));
  }
  return records;
}

function readRecord(from: ByteReader): QueueRecord {
  const type = from.byte();
  const queue = from.text();
  switch (type) {
    case TYPES.enqueued:
      return { type: 'enqueued', queue, message: readMessage(from) };
    case TYPES.activated:
      return { type: 'activated', queue, ...readActivation(from) };
    case TYPES.changed:
      return {
        type: 'changed',
        queue,
        sequenceNumber: from.double(),
        state: readState(from) === 'deferred' ? 'deferred' : 'active',
        deliveryCount: from.uint32(),
        content: from.byte() === 0 ? undefined : readContent(from),
      };
    case TYPES.removed:
      return { type: 'removed', queue, sequenceNumber: from.double() };
    case TYPES.passed:
      return { type: 'passed', queue, sequenceNumber: from.double() };
    case TYPES.deleted:
      return { type: 'deleted', queue };
    case TYPES.noted:
      return { type: 'noted', queue, ...readNote(from) };
    case TYPES.seen:
      return { type: 'seen', queue, messageId: from.text(), at: from.double() };
    case TYPES.counters: {
      const [nextSequenceNumber, acceptedTotal] = [from.double(), from.double()];
      return { type: 'counters', queue, nextSequenceNumber, acceptedTotal };
    }
    default:
      throw new RangeError(`Found record type ${type}, expected 1 to 9.`);
  }
}

function readActivation(from: ByteReader): Omit<ActivatedRecord, 'type' | 'queue'> {
  return {
    sequenceNumber: from.double(),
    newSequenceNumber: from.double(),
    at: from.double(),
    expiresAt: from.optionalDouble(),
  };
}

function readNote(from: ByteReader): { name: string; value: Buffer | undefined } {
  const name = from.text();
  const isThere = from.byte() === 1;
  const value = from.block();
  return { name, value: isThere ? value : undefined };
}

function writeChanged(to: ByteWriter, record: ChangedRecord): void {
  to.double(record.sequenceNumber);
  to.byte(STATES.indexOf(record.state));
  to.uint32(record.deliveryCount);
  to.byte(record.content === undefined ? 0 : 1);
  if (record.content !== undefined) {
    writeContent(to, record.content);
  }
}

function writeMessage(to: ByteWriter, message: QueueMessage): void {
  to.double(message.sequenceNumber);
  to.byte(STATES.indexOf(message.state));
  to.double(message.enqueuedAt);
  to.optionalDouble(message.scheduledFor);
  to.optionalDouble(message.expiresAt);
  to.uint32(message.deliveryCount);
  writeContent(to, message.content);
}

function readMessage(from: ByteReader): QueueMessage {
  return {
    sequenceNumber: from.double(),
    state: readState(from),
    enqueuedAt: from.double(),
    scheduledFor: from.optionalDouble(),
    expiresAt: from.optionalDouble(),
    deliveryCount: from.uint32(),
    content: readContent(from),
  };
}

function writeContent(to: ByteWriter, content: MessageContent): void {
  to.byte(content.durable ? 1 : 0);
  to.byte(content.priority);
  to.optionalDouble(content.timeToLive);
  to.block(content.annotations);
  to.uint32(content.annotationItems);
  to.block(content.bare);
  to.text(content.messageId);
  to.byte(content.sessionId === undefined ? 0 : 1);
  to.text(content.sessionId ?? '');
}

function readContent(from: ByteReader): MessageContent {
  const content = {
    durable: from.byte() === 1,
    priority: from.byte(),
    timeToLive: from.optionalDouble(),
    annotations: from.block(),
    annotationItems: from.uint32(),
    bare: from.block(),
    messageId: from.text(),
  };
  const hasSession = from.byte() === 1;
  const sessionId = from.text();
  return { ...content, sessionId: hasSession ? sessionId : undefined };
}

function readState(from: ByteReader): QueueMessage['state'] {
  const number = from.byte();
  const state = STATES[number];
  if (state === undefined) {
    throw new RangeError(`Found message state ${number}, expected 0 to 2.`);
  }
  return state;
}
