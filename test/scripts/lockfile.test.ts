import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

type Asked = { dependencies: object; devDependencies: object };

const read = (name: string): unknown =>
  JSON.parse(readFileSync(path.resolve(__dirname, '..', '..', name), 'utf8'));

it('locks exactly what package.json asks for', () => {
  const asked = read('package.json') as Asked;
  const locked = (read('package-lock.json') as { packages: { '': Asked } }).packages[''];

  expect(locked.dependencies).toEqual(asked.dependencies);
  expect(locked.devDependencies).toEqual(asked.devDependencies);
});
