import type { Blobs } from '../../shared/ports';

/** Something that is about to happen to a blob, for a test to hold up or to break. */
export type Touch = { call: keyof Blobs; name: string };

/**
 * `Blobs` in memory. `before` is awaited ahead of every call, so that a test decides in which order
 * calls of several callers take effect; what it throws is thrown from the call.
 */
export class MemoryBlobs implements Blobs {
  readonly texts = new Map<string, { text: string; etag: string }>();
  before: (touch: Touch) => Promise<void> | void = () => undefined;
  private written = 0;

  constructor(texts: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(texts)) {
      this.put(name, text);
    }
  }

  async create(name: string, text: string): Promise<'created' | 'exists'> {
    await this.before({ call: 'create', name });
    if (this.texts.has(name)) {
      return 'exists';
    }
    this.put(name, text);
    return 'created';
  }

  async read(name: string): Promise<{ text: string; etag: string } | undefined> {
    await this.before({ call: 'read', name });
    return this.texts.get(name);
  }

  async replace(name: string, text: string, etag: string): Promise<'replaced' | 'changed'> {
    await this.before({ call: 'replace', name });
    if (this.texts.get(name)?.etag !== etag) {
      return 'changed';
    }
    this.put(name, text);
    return 'replaced';
  }

  async write(name: string, text: string): Promise<void> {
    await this.before({ call: 'write', name });
    this.put(name, text);
  }

  async exists(name: string): Promise<boolean> {
    await this.before({ call: 'exists', name });
    return this.texts.has(name);
  }

  async list(prefix: string): Promise<string[]> {
    await this.before({ call: 'list', name: prefix });
    return [...this.texts.keys()].filter((name) => name.startsWith(prefix)).toSorted();
  }

  private put(name: string, text: string): void {
    this.written += 1;
    this.texts.set(name, { text, etag: `"${this.written}"` });
  }
}
