import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serviceClock } from '../../../../../local/cloud/machineLearning/clock/serviceClock';
import { openDatabase } from '../../../../../local/cloud/machineLearning/store/database';
import { SettingStore } from '../../../../../local/cloud/machineLearning/store/settingStore';

let directory: string;
let database: ReturnType<typeof openDatabase>;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'service-clock-'));
  database = openDatabase(directory);
});
afterEach(() => {
  database.close();
  rmSync(directory, { recursive: true });
});

describe('the service’s clock', () => {
  it('begins with its state, and goes on over a restart at the new speed', () => {
    const settings = new SettingStore(database);

    const first = serviceClock(settings, { speed: 100, now: 1_000_000 });
    const second = serviceClock(settings, { speed: 2, now: 1_010_000 });

    expect([first(1_000_000), first(1_001_500)]).toEqual([0, 150]);
    expect([second(1_010_000), second(1_015_000)]).toEqual([1000, 1010]);
  });
});
