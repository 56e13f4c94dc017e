import { describe, expect, it } from '@jest/globals';
import { sweep } from '../../shared/contracts';
import { startOnce, statusOf } from '../../shared/durable/startOnce';
import { start } from '../support/builders';
import { FakeDurableClient } from '../support/fakeDurableClient';

const ask = { id: 'sweep-1', input: { at: start } };

describe('startOnce', () => {
  it('starts an orchestration under the id and with the input it is given', async () => {
    const client = new FakeDurableClient();

    expect(await startOnce(client.asClient(), sweep, ask)).toBe('started');
    expect(client.started).toMatchObject([
      { name: 'sweep', instanceId: 'sweep-1', input: { at: start } },
    ]);
  });

  it.each(['Running', 'Completed', 'Failed'] as const)(
    'starts nothing when that id was ever used (%s)',
    async (runtimeStatus) => {
      const client = new FakeDurableClient();
      client.set('sweep-1', { name: 'earlier', runtimeStatus });

      expect(await startOnce(client.asClient(), sweep, ask)).toBe('known');
      expect(client.started).toMatchObject([{ name: 'earlier' }]);
    },
  );

  it('finds the other one when somebody else was faster', async () => {
    const client = new FakeDurableClient();
    client.beforeStart = () => client.set('sweep-1', { name: 'other' });

    expect(await startOnce(client.asClient(), sweep, ask)).toBe('known');
    expect(client.started).toMatchObject([{ name: 'other' }]);
  });

  it('passes a failure on when nothing was started', async () => {
    const client = new FakeDurableClient();
    client.beforeStart = () => {
      throw new Error('the task hub is away');
    };

    await expect(startOnce(client.asClient(), sweep, ask)).rejects.toThrow('the task hub is away');
  });
});

describe('statusOf', () => {
  it('is nothing for an id that was never used', async () => {
    expect(await statusOf(new FakeDurableClient().asClient(), 'sweep-1')).toBeUndefined();
  });

  it('does not take an outage for an id that was never used', async () => {
    const client = new FakeDurableClient();
    client.outage = new Error('replied with HTTP 500');

    await expect(statusOf(client.asClient(), 'sweep-1')).rejects.toThrow('HTTP 500');
  });
});
