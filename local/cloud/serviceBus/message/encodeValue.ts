/** Encodes single AMQP 1.0 values and sections, for the few that the broker adds to a message. */

export function encodeString(text: string): Buffer {
  return encodeVariable(Buffer.from(text, 'utf8'), { short: 0xa1, long: 0xb1 });
}

export function encodeSymbol(text: string): Buffer {
  return encodeVariable(Buffer.from(text, 'ascii'), { short: 0xa3, long: 0xb3 });
}

/** Whole numbers become `long`, or `double` beyond its range; what has no AMQP type becomes text. */
export function encodeValue(value: unknown): Buffer {
  if (value === null || value === undefined) {
    return Buffer.of(0x40);
  }
  if (typeof value === 'string') {
    return encodeString(value);
  }
  if (typeof value === 'boolean') {
    return Buffer.of(value ? 0x41 : 0x42);
  }
  if (typeof value === 'number') {
    return encodeNumber(value);
  }
  if (value instanceof Date) {
    return encodeEightBytes(0x83, BigInt(value.getTime()));
  }
  if (value instanceof Uint8Array) {
    return encodeVariable(Buffer.from(value), { short: 0xa0, long: 0xb0 });
  }
  return encodeString(typeof value === 'bigint' ? value.toString() : JSON.stringify(value));
}

/** A list, map or section body: `items` are encoded values. */
export function encodeCompound(kind: 'list' | 'map', items: readonly Buffer[]): Buffer {
  const body = Buffer.concat(items);
  const head = Buffer.alloc(9);
  head.writeUInt8(kind === 'list' ? 0xd0 : 0xd1, 0);
  head.writeUInt32BE(body.length + 4, 1);
  head.writeUInt32BE(items.length, 5);
  return Buffer.concat([head, body]);
}

export function encodeSection(code: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0x00, 0x53, code), value]);
}

function encodeNumber(value: number): Buffer {
  if (Number.isSafeInteger(value)) {
    return encodeEightBytes(0x81, BigInt(value));
  }
  const bytes = Buffer.alloc(9, 0x82);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function encodeEightBytes(code: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(9, code);
  bytes.writeBigInt64BE(value, 1);
  return bytes;
}

function encodeVariable(content: Buffer, codes: { short: number; long: number }): Buffer {
  if (content.length < 256) {
    return Buffer.concat([Buffer.of(codes.short, content.length), content]);
  }
  const head = Buffer.alloc(5, codes.long);
  head.writeUInt32BE(content.length, 1);
  return Buffer.concat([head, content]);
}
