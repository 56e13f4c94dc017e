import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { until } from '../../../../support/until';
import { aConfig, receive, receiveNow, receiveOne } from '../aServiceBus';
import { startSecureServiceBus } from '../aSecureServiceBus';
import type { SecureServiceBus } from '../aSecureServiceBus';

let bus: SecureServiceBus;

beforeEach(async () => {
  bus = await startSecureServiceBus({ a: {}, b: { LockDuration: 'PT30S' } });
});

afterEach(() => bus.close());

const bodies = (messages: readonly { body: unknown }[]) => messages.map(({ body }) => String(body));

function send(queue: string, ...messages: string[]) {
  const sender = bus.harness.client.createSender(queue);
  return sender.sendMessages(messages.map((body) => ({ body })));
}

async function drain(queue: string, subQueueType?: 'deadLetter' | 'transferDeadLetter') {
  const receiver = bus.harness.client.createReceiver(queue, {
    receiveMode: 'receiveAndDelete',
    ...(subQueueType && { subQueueType }),
  });
  const messages = await receiveNow(receiver);
  await receiver.close();
  return messages;
}

describe('what clients create, change and delete', () => {
  it('outlives the broker, with messages, rules and times', async () => {
    const { administration } = bus;
    const created = await administration.createQueue('own', { userMetadata: 'kept' });
    await administration.createTopic('t');
    await administration.createSubscription('t', 's', {
      defaultRuleOptions: { name: 'first', filter: { sqlExpression: '1=0' } },
    });
    await administration.createRule('t', 's', 'second', { sqlExpression: '1=1' });
    await administration.deleteRule('t', 's', 'first');
    await administration.deleteQueue('a');
    await administration.updateQueue({
      ...(await administration.getQueue('b')),
      maxDeliveryCount: 5,
    });
    await send('own', 'm');
    await send('t', 'n');
    const before = await administration.getQueueRuntimeProperties('own');

    await bus.restart();

    expect(await administration.getQueue('own')).toEqual(created);
    const after = await administration.getQueueRuntimeProperties('own');
    expect(after.createdAt).toEqual(before.createdAt);
    expect(after.activeMessageCount).toBe(1);
    expect(await administration.queueExists('a')).toBe(false);
    expect(await administration.getQueue('b')).toMatchObject({
      maxDeliveryCount: 5,
      lockDuration: 'PT30S',
    });
    expect(await administration.ruleExists('t', 's', 'first')).toBe(false);
    expect(await administration.getSubscriptionRuntimeProperties('t', 's')).toMatchObject({
      activeMessageCount: 1,
    });
  });

  it('gives way to a configuration that says something else of it', async () => {
    const { administration, harness } = bus;
    await administration.deleteQueue('a');
    await administration.updateQueue({
      ...(await administration.getQueue('b')),
      maxDeliveryCount: 5,
    });
    await administration.createQueue('c');
    const queues = {
      a: { MaxDeliveryCount: 2 },
      b: { LockDuration: 'PT30S' },
      c: { MaxDeliveryCount: 4 },
    };
    await writeFile(harness.configFile, aConfig(queues));

    await bus.restart();

    const counts = ['a', 'b', 'c'].map(async (name) => administration.getQueue(name));
    const found = (await Promise.all(counts)).map(({ maxDeliveryCount }) => maxDeliveryCount);
    expect(found).toEqual([2, 5, 4]);
  });

  it('is gone when it was deleted, and stays so', async () => {
    await send('a', 'lost');
    await bus.administration.deleteQueue('a');
    await bus.administration.createQueue('a');
    await send('a', 'new');

    await bus.restart();

    const [message, ...others] = await drain('a');
    expect(others).toEqual([]);
    expect(message).toMatchObject({ body: 'new' });
    expect(message!.sequenceNumber!.toNumber()).toBe(1);
  });
});

describe('a queue that begins to forward', () => {
  it('sends on what is in it already, and what was locked once that is free', async () => {
    const { administration, harness } = bus;
    await send('a', '1', '2', '3');
    const receiver = harness.client.createReceiver('a');
    const locked = await receiveOne(receiver);

    await administration.updateQueue({ ...(await administration.getQueue('a')), forwardTo: 'b' });

    const target = harness.client.createReceiver('b', { receiveMode: 'receiveAndDelete' });
    expect(bodies(await receive(target, 2))).toEqual(['2', '3']);
    await receiver.abandonMessage(locked);
    expect(bodies(await receive(target, 1))).toEqual(['1']);
    expect(await administration.getQueueRuntimeProperties('a')).toMatchObject({
      totalMessageCount: 0,
    });
    await expect(harness.client.createReceiver('a').receiveMessages(1)).rejects.toMatchObject({
      message: expect.stringContaining('auto-forwarding enabled'),
    });
  });

  it('does so too when the configuration says it after a restart', async () => {
    await send('a', '1');
    await writeFile(bus.harness.configFile, aConfig({ a: { ForwardTo: 'b' }, b: {} }));

    await bus.restart();

    expect(bodies(await receive(bus.harness.client.createReceiver('b'), 1))).toEqual(['1']);
  });

  it('sends its dead letters on, with where they come from', async () => {
    const { administration, harness } = bus;
    await send('a', 'dead');
    const receiver = harness.client.createReceiver('a');
    await receiver.deadLetterMessage(await receiveOne(receiver));
    const queue = await administration.getQueue('a');

    await administration.updateQueue({ ...queue, forwardDeadLetteredMessagesTo: 'b' });

    const message = await receiveOne(harness.client.createReceiver('b'));
    expect(message).toMatchObject({ body: 'dead', deadLetterSource: 'a' });
  });
});

describe('a message that cannot be forwarded', () => {
  it.each([
    {
      why: 'the target was deleted',
      spoil: () => bus.administration.deleteQueue('b'),
      reason: 'MessagingEntityNotFoundException',
    },
    {
      why: 'the target is disabled',
      spoil: async () =>
        bus.administration.updateQueue({
          ...(await bus.administration.getQueue('b')),
          status: 'SendDisabled' as const,
        }),
      reason: 'MessagingEntityDisabledException',
    },
  ])('is a transfer dead letter of its queue: $why', async ({ spoil, reason }) => {
    await bus.administration.createQueue('source', { forwardTo: 'b' });
    await spoil();

    await send('source', 'stuck');

    expect(await bus.administration.getQueueRuntimeProperties('source')).toMatchObject({
      totalMessageCount: 1,
      transferDeadLetterMessageCount: 1,
    });
    const [message] = await drain('source', 'transferDeadLetter');
    expect(message).toMatchObject({ body: 'stuck', deadLetterReason: reason });
  });

  it('is one too when the target is full', async () => {
    await writeFile(
      bus.harness.configFile,
      aConfig({ a: {}, tiny: { MaxSizeInMegabytes: 1 }, source: { ForwardTo: 'tiny' } }),
    );
    await bus.restart();
    const body = 'x'.repeat(200_000);

    for (let i = 0; i < 6; i += 1) {
      await send('source', body);
    }

    await until('the sixth is a transfer dead letter', async () => {
      const counts = await bus.administration.getQueueRuntimeProperties('source');
      return counts.transferDeadLetterMessageCount === 1;
    });
    expect(await bus.administration.getQueueRuntimeProperties('tiny')).toMatchObject({
      activeMessageCount: 5,
    });
    const [message] = await drain('source', 'transferDeadLetter');
    expect(message!.deadLetterReason).toBe('QuotaExceededException');
  });
});
