import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { killUnderLoad } from '../../../../bench/broker/killUnderLoad';
import { compileBroker, NODE_MODULES } from './aBrokerProcess';
import { aConfig } from './aServiceBus';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'service-bus-kill-'));
  await writeFile(
    path.join(directory, 'Config.json'),
    aConfig({ load: { MaxDeliveryCount: 100 } }),
  );
});

afterAll(() => rm(directory, { recursive: true }));

describe('a broker that is killed 20 times under the load of 4 senders and 4 receivers', () => {
  it('loses nothing, settles nothing twice, and hands out nothing that was completed', async () => {
    const losses = await killUnderLoad({
      command: {
        main: await compileBroker(path.join(directory, 'broker')),
        config: path.join(directory, 'Config.json'),
        state: path.join(directory, 'state'),
        env: { ...process.env, NODE_PATH: NODE_MODULES },
      },
      queue: 'load',
      kills: 20,
      signal: new AbortController().signal,
    });

    const none = { lost: 0, settledTwice: 0, cameBack: 0, sharedNumbers: 0 };
    expect(losses).toMatchObject(none);
    expect(losses.sent).toBeGreaterThan(1_000);
    expect(losses.completed).toBeGreaterThan(300);
  }, 60_000);
});
