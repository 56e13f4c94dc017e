import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../settings/readJsonFile';
import type { AuthLevel } from './authLevel';

const Key = z.string().min(1);
const NamedKeys = z.record(z.string(), Key);

const KeysFile = z.object({
  masterKey: Key,
  systemKeys: NamedKeys,
  functionKeys: NamedKeys,
  /** By function, in lower case. */
  ownKeys: z.record(z.string(), NamedKeys).default({}),
});
type KeysFile = z.infer<typeof KeysFile>;

/** What keys are good for: the API of extensions, all functions, or one of them. */
export type KeyScope =
  { kind: 'system' } | { kind: 'functions' } | { kind: 'function'; name: string };

/** The keys that open a host. They are kept in a file, and made up at its first start. */
export class KeyRing {
  private readonly file: string;
  private keys: KeysFile;

  constructor(stateDir: string) {
    this.file = join(stateDir, 'keys.json');
    const known = readJsonFile(this.file, KeysFile);
    this.keys = known ?? {
      masterKey: newKey(),
      systemKeys: { durabletask_extension: newKey() },
      functionKeys: { default: newKey() },
      ownKeys: {},
    };
    if (known === undefined) {
      this.write();
    }
  }

  get masterKey(): string {
    return this.keys.masterKey;
  }

  /** Whether a presented key is good for a level. The master key is good for all. */
  opens(level: AuthLevel, presented: string | undefined, functionName?: string): boolean {
    if (level === 'anonymous') {
      return true;
    }
    const accepted = {
      function: [
        ...Object.values(this.of({ kind: 'functions' })),
        ...Object.values(this.of({ kind: 'function', name: functionName ?? '' })),
      ],
      system: Object.values(this.of({ kind: 'system' })),
      admin: [],
    };
    return [this.masterKey, ...accepted[level]].some((key) => isSame(key, presented ?? ''));
  }

  /** Keys by name. */
  of(scope: KeyScope): Readonly<Record<string, string>> {
    switch (scope.kind) {
      case 'system':
        return this.keys.systemKeys;
      case 'functions':
        return this.keys.functionKeys;
      case 'function':
        return this.keys.ownKeys[scope.name.toLowerCase()] ?? {};
    }
  }

  /** Adds a key or replaces it, by one made up if none is given; answers with it. */
  put(scope: KeyScope, name: string, value = newKey()): string {
    this.replace(scope, { ...this.of(scope), [name]: value });
    return value;
  }

  /** Whether there was such a key. */
  delete(scope: KeyScope, name: string): boolean {
    const { [name]: found, ...others } = this.of(scope);
    if (found !== undefined) {
      this.replace(scope, others);
    }
    return found !== undefined;
  }

  private replace(scope: KeyScope, named: Record<string, string>): void {
    switch (scope.kind) {
      case 'system':
        this.keys = { ...this.keys, systemKeys: named };
        break;
      case 'functions':
        this.keys = { ...this.keys, functionKeys: named };
        break;
      case 'function': {
        const ownKeys = { ...this.keys.ownKeys, [scope.name.toLowerCase()]: named };
        this.keys = { ...this.keys, ownKeys };
      }
    }
    this.write();
  }

  private write(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(`${this.file}.new`, `${JSON.stringify(this.keys, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}

function newKey(): string {
  return randomBytes(40).toString('base64url');
}

function isSame(key: string, presented: string): boolean {
  return timingSafeEqual(digest(key), digest(presented));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
