/** Writes binary fields one after another into a buffer that grows, and is used again after `clear`. */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(capacity = 64 * 1024) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** What was written from `start` on; valid until the next write or `clear`. */
  bytes(start = 0): Buffer {
    return this.#buffer.subarray(start, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#length = this.#buffer.writeUInt8(value, this.#length);
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#length = this.#buffer.writeUInt32BE(value, this.#length);
  }

  /** For an earlier place, once its value is known. */
  uint32At(value: number, offset: number): void {
    this.#buffer.writeUInt32BE(value, offset);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#buffer.writeDoubleBE(value, this.#length);
  }

  /** NaN stands for undefined: no field of a record is ever NaN. */
  optionalDouble(value: number | undefined): void {
    this.double(value ?? Number.NaN);
  }

  block(bytes: Buffer): void {
    this.uint32(bytes.length);
    this.#reserve(bytes.length);
    this.#length += bytes.copy(this.#buffer, this.#length);
  }

  text(text: string): void {
    const size = Buffer.byteLength(text);
    this.uint32(size);
    this.#reserve(size);
    this.#length += this.#buffer.write(text, this.#length);
  }

  #reserve(size: number): void {
    if (this.#length + size > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + size));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
  }
}
