import { decodeError } from '../serviceBusError';

/**
 * Reads AMQP 1.0 values in place.
 *
 * A library that decodes a message and encodes it again changes its types (a `long` 7 becomes a
 * `uint` 7), so stored messages are never decoded: sections are found, looked into, and copied.
 */

/** An AMQP primitive. 64-bit integers beyond 2^53 are bigint; uuid and binary are bytes. */
export type AmqpScalar = string | number | bigint | boolean | Buffer | null;

const FIXED_WIDTHS = new Map([
  [0x4, 0],
  [0x5, 1],
  [0x6, 2],
  [0x7, 4],
  [0x8, 8],
  [0x9, 16],
]);

/** The offset just behind the value that starts at `offset`. */
export function skipValue(buffer: Buffer, offset: number): number {
  const code = byteAt(buffer, offset);
  if (code === 0x00) {
    return skipValue(buffer, skipValue(buffer, offset + 1));
  }
  const category = code >> 4;
  const width = FIXED_WIDTHS.get(category);
  if (width !== undefined) {
    return within(buffer, offset + 1 + width);
  }
  if (category === 0xa || category === 0xc || category === 0xe) {
    return within(buffer, offset + 2 + byteAt(buffer, offset + 1));
  }
  if (category === 0xb || category === 0xd || category === 0xf) {
    within(buffer, offset + 5);
    return within(buffer, offset + 5 + buffer.readUInt32BE(offset + 1));
  }
  throw decodeError(
    `Found type code 0x${code.toString(16)} at byte ${offset}, expected an AMQP value.`,
  );
}

/** The offsets of the items of the list or map at `offset`; keys and values of a map alternate. */
export function itemOffsets(buffer: Buffer, offset: number): number[] {
  const code = byteAt(buffer, offset);
  if (code === 0x45) {
    return [];
  }
  const short = code === 0xc0 || code === 0xc1;
  if (!short && code !== 0xd0 && code !== 0xd1) {
    throw decodeError(
      `Found type code 0x${code.toString(16)} at byte ${offset}, expected a list or a map.`,
    );
  }
  const end = skipValue(buffer, offset);
  const count = short ? byteAt(buffer, offset + 2) : buffer.readUInt32BE(offset + 5);
  const offsets: number[] = [];
  let next = offset + (short ? 3 : 9);
  for (let i = 0; i < count && next < end; i += 1) {
    offsets.push(next);
    next = skipValue(buffer, next);
  }
  return offsets;
}

/** The bytes of a binary value, as in a data section. */
export function readBinary(buffer: Buffer, offset: number): Buffer {
  const value = readScalar(buffer, offset);
  if (!Buffer.isBuffer(value)) {
    throw decodeError(`Found ${typeof value} at byte ${offset}, expected binary.`);
  }
  return value;
}

/** The primitive at `offset`; lists, maps, arrays and decimals read as null. */
export function readScalar(buffer: Buffer, offset: number): AmqpScalar {
  const end = skipValue(buffer, offset);
  const at = offset + 1;
  const code = byteAt(buffer, offset);
  switch (code >> 4) {
    case 0x4:
      return readEmpty(code);
    case 0xa:
      return readVariable(code, buffer.subarray(at + 1, end));
    case 0xb:
      return readVariable(code, buffer.subarray(at + 4, end));
    case 0x9:
      return code === 0x98 ? buffer.subarray(at, end) : null;
    default:
      return readNumber(code, buffer, at);
  }
}

function readEmpty(code: number): AmqpScalar {
  if (code === 0x41 || code === 0x42) {
    return code === 0x41;
  }
  return code === 0x43 || code === 0x44 ? 0 : null;
}

function readVariable(code: number, bytes: Buffer): AmqpScalar {
  const kind = code & 0x0f;
  if (kind === 0) {
    return bytes;
  }
  return bytes.toString(kind === 3 ? 'ascii' : 'utf8');
}

function readNumber(code: number, buffer: Buffer, at: number): AmqpScalar {
  switch (code) {
    case 0x50:
    case 0x52:
    case 0x53:
      return buffer.readUInt8(at);
    case 0x51:
    case 0x54:
    case 0x55:
      return buffer.readInt8(at);
    case 0x56:
      return buffer.readUInt8(at) === 1;
    case 0x60:
      return buffer.readUInt16BE(at);
    case 0x61:
      return buffer.readInt16BE(at);
    case 0x70:
    case 0x73:
      return buffer.readUInt32BE(at);
    case 0x71:
      return buffer.readInt32BE(at);
    case 0x72:
      return buffer.readFloatBE(at);
    case 0x80:
      return safe(buffer.readBigUInt64BE(at));
    case 0x81:
    case 0x83:
      return safe(buffer.readBigInt64BE(at));
    case 0x82:
      return buffer.readDoubleBE(at);
    default:
      return null;
  }
}

function safe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function byteAt(buffer: Buffer, offset: number): number {
  const byte = buffer[offset];
  if (byte === undefined) {
    throw decodeError(`The value is cut off: found ${buffer.length} bytes, expected more.`);
  }
  return byte;
}

function within(buffer: Buffer, end: number): number {
  if (end > buffer.length) {
    throw decodeError(`The value is cut off: found ${buffer.length} bytes, expected ${end}.`);
  }
  return end;
}
