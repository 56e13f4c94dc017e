import { readdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ControlResponse } from '../../../../local/cloud/control/route';
import { startServiceBus } from '../../../../local/cloud/serviceBus/start';
import { until } from '../../../support/until';
import { aConfig, Harness, receive, receiveOne } from './aServiceBus';

const reason = { deadLetterReason: 'R', deadLetterErrorDescription: 'D' };

let harness: Harness;

beforeEach(async () => {
  harness = await Harness.start({ q: {} }, { compactAfterBytes: 20_000 });
});

afterEach(() => harness.close());

async function send(...bodies: unknown[]): Promise<void> {
  await harness.client.createSender('q').sendMessages(bodies.map((body) => ({ body })));
}

function ask(path: string, name: string, query = ''): ControlResponse {
  const route = harness.bus.controlRoutes.find((known) => known.path === path)!;
  const answer = route.handle({
    params: { name },
    query: new URLSearchParams(query),
    body: undefined,
  });
  return answer as ControlResponse;
}

describe('a broker that was stopped and started again', () => {
  it('has its messages, dead letters, deferred and scheduled ones, and counts on', async () => {
    const receiver = harness.client.createReceiver('q');
    await send('dead', 'deferred', 'done', 'left');
    const [dead, deferred, done] = await receive(receiver, 4);
    await receiver.deadLetterMessage(dead!, reason);
    await receiver.deferMessage(deferred!);
    await receiver.completeMessage(done!);
    const inAnHour = new Date(Date.now() + 3_600_000);
    await harness.client.createSender('q').scheduleMessages({ body: 'later' }, inAnHour);
    const before = await harness.counts('q');

    await harness.restart();

    expect(before).toMatchObject({ active: 1, locked: 1 });
    expect(await harness.counts('q')).toEqual({ ...before, locked: 0 });
    await send('new');
    const again = harness.client.createReceiver('q');
    const messages = await receive(again, 2);
    expect(messages.map(({ body }) => body as string)).toEqual(['left', 'new']);
    expect(messages[1]!.sequenceNumber!.toNumber()).toBe(6);
    const deadLetters = harness.client.createReceiver('q', { subQueueType: 'deadLetter' });
    expect(await receiveOne(deadLetters)).toMatchObject({ body: 'dead', deadLetterReason: 'R' });
    const [found] = await again.receiveDeferredMessages([deferred!.sequenceNumber!]);
    expect(found!.body).toBe('deferred');
  });

  it('has them also when snapshots took the place of journals under way', async () => {
    const receiver = harness.client.createReceiver('q');
    await send('first');
    for (let i = 0; i < 30; i += 1) {
      await send('x'.repeat(2_000));
      const messages = await receive(receiver, i === 0 ? 2 : 1);
      await receiver.completeMessage(messages.at(-1)!);
    }
    await until('a snapshot is there', async () => {
      return (await readdir(harness.stateDirectory)).some((name) => /snapshot-\d+/.test(name));
    });

    await harness.restart();

    const message = await receiveOne(harness.client.createReceiver('q'));
    expect(message).toMatchObject({ body: 'first' });
    expect(await harness.counts('q')).toMatchObject({ active: 1, acceptedTotal: 31 });
  });

  it('keeps the messages of a queue that is no longer configured, and says so', async () => {
    await send('kept');
    await writeFile(harness.configFile, aConfig({ other: {} }));
    await harness.restart();

    expect(harness.logged).toEqual(["1 messages of 'q' are kept, but it is not configured"]);
    await writeFile(harness.configFile, aConfig({ q: {} }));
    await harness.restart();
    expect(await harness.counts('q')).toMatchObject({ active: 1 });
  });

  it('does not start on a state directory that another broker has', async () => {
    const { configFile, stateDirectory } = harness;
    const starting = startServiceBus({ port: 0, configFile, stateDirectory, log: () => undefined });

    await expect(starting).rejects.toThrow(`${stateDirectory} is in use by process`);
  });

  it('does not start on a port that is taken', async () => {
    const { configFile, stateDirectory } = harness;
    const options = { configFile, stateDirectory: `${stateDirectory}-2`, log: () => undefined };

    const starting = startServiceBus({ ...options, port: harness.bus.port });

    await expect(starting).rejects.toThrow(`port ${harness.bus.port} of 127.0.0.1 is taken`);
  });
});

describe('the control routes', () => {
  it('show what is in a queue, and in its dead-letter queue', async () => {
    const applicationProperties = { plant: 'P001' };
    const message = { body: { a: 1 }, messageId: 'm', subject: 's', applicationProperties };
    await harness.client.createSender('q').sendMessages([message, { body: 'text' }]);
    const receiver = harness.client.createReceiver('q');
    await receiver.deadLetterMessage(await receiveOne(receiver), reason);

    const path = '/serviceBus/queues/{name}/messages';
    const [first, dead] = [ask(path, 'q'), ask(path, 'q/$DeadLetterQueue', 'count=1')];

    expect(first.body).toMatchObject({
      messages: [{ sequenceNumber: 2, state: 'active', locked: false, body: 'text' }],
    });
    expect(dead.body).toMatchObject({
      messages: [
        {
          messageId: 'm',
          subject: 's',
          body: { a: 1 },
          applicationProperties: { plant: 'P001', DeadLetterReason: 'R' },
        },
      ],
    });
  });

  it('refuse what they cannot answer, and say what they expected', () => {
    expect(ask('/serviceBus/queues/{name}', 'nope')).toMatchObject({
      status: 404,
      body: { error: "Found the queue 'nope', expected one of q." },
    });
    expect(ask('/serviceBus/queues/{name}/messages', 'q', 'count=x').status).toBe(400);
  });
});
