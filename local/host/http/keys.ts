import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../settings/readJsonFile';

const Key = z.string().min(1);

const KeysFile = z.object({
  masterKey: Key,
  systemKeys: z.object({ durabletask_extension: Key }),
  functionKeys: z.object({ default: Key }),
});

/** The keys that open this host. */
export type Keys = z.infer<typeof KeysFile>;

export type AuthLevel = 'anonymous' | 'function' | 'system' | 'admin';

/** Reads the host's keys, and makes them up at its first start. */
export function openKeys(stateDir: string): Keys {
  const file = join(stateDir, 'keys.json');
  const known = readJsonFile(file, KeysFile);
  if (known !== undefined) {
    return known;
  }
  const keys: Keys = {
    masterKey: newKey(),
    systemKeys: { durabletask_extension: newKey() },
    functionKeys: { default: newKey() },
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  return keys;
}

/** Whether a presented key is good for a level. The master key is good for all. */
export function isAuthorized(keys: Keys, level: AuthLevel, presented: string | undefined): boolean {
  if (level === 'anonymous') {
    return true;
  }
  const accepted = {
    function: [keys.functionKeys.default],
    system: [keys.systemKeys.durabletask_extension],
    admin: [],
  };
  return [keys.masterKey, ...accepted[level]].some((key) => isSame(key, presented ?? ''));
}

/** The level a trigger asks for; a name we do not know asks for the most. */
export function toAuthLevel(text: string): AuthLevel {
  switch (text) {
    case 'anonymous':
      return 'anonymous';
    case 'user':
    case 'function':
      return 'function';
    case 'system':
      return 'system';
    default:
      return 'admin';
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
