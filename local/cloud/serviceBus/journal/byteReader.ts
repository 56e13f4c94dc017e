/** Shared: a buffer of no bytes costs as much memory as a short one. */
const NOTHING = Buffer.alloc(0);

/** Reads what a `ByteWriter` wrote. Throws RangeError behind the end. */
export class ByteReader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  byte(): number {
    this.#offset += 1;
    return this.#bytes.readUInt8(this.#offset - 1);
  }

  uint32(): number {
    this.#offset += 4;
    return this.#bytes.readUInt32BE(this.#offset - 4);
  }

  double(): number {
    this.#offset += 8;
    return this.#bytes.readDoubleBE(this.#offset - 8);
  }

  optionalDouble(): number | undefined {
    const value = this.double();
    return Number.isNaN(value) ? undefined : value;
  }

  /** A copy: what is read may outlive the file it was read from. */
  block(): Buffer {
    const slice = this.#slice();
    return slice.length === 0 ? NOTHING : Buffer.from(slice);
  }

  text(): string {
    return this.#slice().toString('utf8');
  }

  #slice(): Buffer {
    const size = this.uint32();
    const start = this.#offset;
    this.#offset += size;
    if (this.#offset > this.#bytes.length) {
      throw new RangeError(`Found ${this.#bytes.length - start} bytes, expected ${size}.`);
    }
    return this.#bytes.subarray(start, this.#offset);
  }
}
