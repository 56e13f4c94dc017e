import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readHostJson } from '../local/host/settings/hostJson';
import { readConfig } from '../shared/runtime/config';

const root = path.resolve(__dirname, '..');
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');
const { Values } = JSON.parse(read('local.settings.sample.json')) as {
  Values: Record<string, string>;
};

/** Settings that hold a secret, or a reference to one: never in a sample. */
const secrets = ['SERVICEBUS', 'RIPCORD_RECEIPT_KEY'];

describe('local.settings.sample.json', () => {
  it('is a set of settings that the app starts with', () => {
    expect(() => readConfig(Values)).not.toThrow();
  });

  it('has no secrets', () => {
    expect(JSON.stringify(Values)).not.toMatch(/key=|signature=|password/i);
  });

  it('has every setting of which README.md has a row, but for those with a secret', () => {
    const rows = [...read('README.md').matchAll(/^\| `([A-Z][A-Za-z_]+)`/gm)];
    const documented = rows.map(([, name]) => name);

    expect(new Set(documented)).toEqual(new Set([...Object.keys(Values), ...secrets]));
  });
});

describe('host.json', () => {
  it('is read by the local host as it stands', () => {
    const { extensions } = readHostJson(root);

    expect(extensions.http.routePrefix).toBe('api');
    expect(extensions.durableTask.hubName).toBe('Ripcord');
  });
});
