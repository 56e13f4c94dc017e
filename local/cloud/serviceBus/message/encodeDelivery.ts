import type { QueueMessage } from '../queue/queueMessage';
import { encodeSymbol } from './encodeValue';

const STATES = { active: 0, deferred: 1, scheduled: 2 } as const;

const ENQUEUED_TIME = encodeSymbol('x-opt-enqueued-time');
const SEQUENCE_NUMBER = encodeSymbol('x-opt-sequence-number');
const MESSAGE_STATE = encodeSymbol('x-opt-message-state');
const LOCKED_UNTIL = encodeSymbol('x-opt-locked-until');
const SCHEDULED_FOR = encodeSymbol('x-opt-scheduled-enqueue-time');

/** Room for the header (22 bytes), the head of the annotations, and all annotations of the broker. */
const HEAD_BYTES = 256;

const TIMESTAMP = 0x83;
const LONG = 0x81;

/** The message as a receiver gets it: the broker's header and annotations, then the bytes that were sent. */
export function encodeDelivery(message: QueueMessage, lockedUntil?: number): Buffer {
  const { content } = message;
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + content.annotations.length + content.bare.length);
  const start = writeHeader(bytes, message);
  let end = start + 12 + content.annotations.copy(bytes, start + 12);
  let items = content.annotationItems + 6;

  end = writeEightBytes(bytes, end, {
    key: ENQUEUED_TIME,
    code: TIMESTAMP,
    value: message.enqueuedAt,
  });
  end = writeEightBytes(bytes, end, {
    key: SEQUENCE_NUMBER,
    code: LONG,
    value: message.sequenceNumber,
  });
  end += MESSAGE_STATE.copy(bytes, end);
  end = bytes.writeUInt8(0x54, end);
  end = bytes.writeUInt8(STATES[message.state], end);
  if (message.scheduledFor !== undefined) {
    items += 2;
    end = writeEightBytes(bytes, end, {
      key: SCHEDULED_FOR,
      code: TIMESTAMP,
      value: message.scheduledFor,
    });
  }
  if (lockedUntil !== undefined) {
    items += 2;
    end = writeEightBytes(bytes, end, { key: LOCKED_UNTIL, code: TIMESTAMP, value: lockedUntil });
  }

  bytes.writeUInt32BE(0x005372d1, start);
  bytes.writeUInt32BE(end - start - 8, start + 4);
  bytes.writeUInt32BE(items, start + 8);
  return bytes.subarray(0, end + content.bare.copy(bytes, end));
}

/** Delivery count is always written: the SDK reads a missing one as undefined. */
function writeHeader(
  bytes: Buffer,
  { content, expiresAt, enqueuedAt, deliveryCount }: QueueMessage,
): number {
  const timeToLive = expiresAt === undefined ? content.timeToLive : expiresAt - enqueuedAt;
  bytes.writeUInt32BE(0x005370c0, 0);
  let end = bytes.writeUInt8(5, 5);
  end = bytes.writeUInt8(content.durable ? 0x41 : 0x42, end);
  end = bytes.writeUInt8(0x50, end);
  end = bytes.writeUInt8(content.priority, end);
  if (timeToLive === undefined) {
    end = bytes.writeUInt8(0x40, end);
  } else {
    end = bytes.writeUInt8(0x70, end);
    end = bytes.writeUInt32BE(Math.min(timeToLive, 0xffffffff), end);
  }
  end = bytes.writeUInt8(0x42, end);
  end = bytes.writeUInt8(0x70, end);
  end = bytes.writeUInt32BE(deliveryCount, end);
  bytes.writeUInt8(end - 5, 4);
  return end;
}

function writeEightBytes(
  bytes: Buffer,
  offset: number,
  { key, code, value }: { key: Buffer; code: number; value: number },
): number {
  const end = bytes.writeUInt8(code, offset + key.copy(bytes, offset));
  return bytes.writeBigInt64BE(BigInt(value), end);
}
