import { crc32 } from 'node:zlib';
import type { ByteWriter } from './byteWriter';

/** A frame is its length and its checksum, 4 bytes each, and then what it carries. */
const HEAD_BYTES = 8;

/** Writes one frame around what `body` writes. */
export function writeFrame(to: ByteWriter, body: () => void): void {
  const start = to.length;
  to.uint32(0);
  to.uint32(0);
  body();
  const content = to.bytes(start + HEAD_BYTES);
  to.uint32At(content.length, start);
  to.uint32At(crc32(content), start + 4);
}

/**
 * The first frame in `bytes`: its content and the bytes it takes. Undefined when it is not whole or
 * its checksum differs, as the last one may after a crash.
 */
export function readFrame(bytes: Buffer): { content: Buffer; size: number } | undefined {
  if (bytes.length < HEAD_BYTES) {
    return undefined;
  }
  const size = HEAD_BYTES + bytes.readUInt32BE(0);
  const content = bytes.subarray(HEAD_BYTES, size);
  const isWhole = size > HEAD_BYTES && bytes.length >= size;
  return isWhole && crc32(content) === bytes.readUInt32BE(4) ? { content, size } : undefined;
}
