import { describe, expect, it } from '@jest/globals';
import { sweepFleet } from '../../functions/triggers/sweepFleet';
import { start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';

describe('sweepFleet', () => {
  it('starts a sweep of the moment, once however often the timer fires', async () => {
    const client = new FakeDurableClient();
    await sweepFleet(client.asClient(), { now: () => start });
    await sweepFleet(client.asClient(), { now: () => start });

    expect(client.started).toMatchObject([
      { name: 'sweep', instanceId: 'sweep-20261121T004000.000Z', input: { at: start } },
    ]);
  });
});
