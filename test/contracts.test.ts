import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as contracts from '../shared/contracts';

const filesIn = (folder: string) =>
  readdirSync(path.resolve('functions', folder)).map((file) => path.basename(file, '.ts'));

describe('the contracts', () => {
  it('are called what they are called', () => {
    const different = Object.entries(contracts).filter(
      ([name, contract]) => contract.name !== name,
    );

    expect(different).toEqual([]);
  });

  it('each stand for one file of that name, and every orchestrator and activity has one', () => {
    const files = [...filesIn('orchestrators'), ...filesIn('activities')];

    expect(files.toSorted()).toEqual(Object.keys(contracts).toSorted());
  });
});
