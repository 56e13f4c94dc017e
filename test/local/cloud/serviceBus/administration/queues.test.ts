import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreateQueueOptions } from '@azure/service-bus';
import { receiveOne } from '../aServiceBus';
import { startSecureServiceBus } from '../aSecureServiceBus';
import type { SecureServiceBus } from '../aSecureServiceBus';

let bus: SecureServiceBus;

beforeAll(async () => {
  bus = await startSecureServiceBus({ configured: { MaxDeliveryCount: 3 }, doomed: {} });
});

afterAll(() => bus.close());

const NEVER = 'P10675199DT2H48M5.4775807S';

const aRule = (keyName: string, accessRights: ('Manage' | 'Send' | 'Listen')[]) => ({
  claimType: 'SharedAccessKey',
  accessRights,
  keyName,
  primaryKey: 'pNSRzKKm2vfdbCuTXMa9gOMHD66NwCTxJi4KWJX/TDc=',
  secondaryKey: 'UreXLPWiP6Murmsq2HYiIXs23qAvWa36ZOL3gb9rXLs=',
});

describe('createQueue', () => {
  it('makes a queue with the defaults of Azure', async () => {
    const queue = await bus.administration.createQueue('plain');

    expect(queue).toEqual({
      name: 'plain',
      lockDuration: 'PT1M',
      maxSizeInMegabytes: 1024,
      maxDeliveryCount: 10,
      enablePartitioning: false,
      requiresSession: false,
      enableBatchedOperations: true,
      defaultMessageTimeToLive: NEVER,
      autoDeleteOnIdle: NEVER,
      requiresDuplicateDetection: false,
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      deadLetteringOnMessageExpiration: false,
      status: 'Active',
      enableExpress: false,
      availabilityStatus: 'Available',
      maxMessageSizeInKilobytes: 256,
    });
    expect(Reflect.get(queue, '_response')).toMatchObject({ status: 201 });
  });

  it('takes all that can be said of a queue, and says it again', async () => {
    const options: CreateQueueOptions = {
      lockDuration: 'PT45S',
      requiresDuplicateDetection: true,
      requiresSession: true,
      defaultMessageTimeToLive: 'P2D',
      deadLetteringOnMessageExpiration: true,
      duplicateDetectionHistoryTimeWindow: 'PT1M',
      maxDeliveryCount: 8,
      enableBatchedOperations: false,
      autoDeleteOnIdle: 'PT1H',
      authorizationRules: [aRule('all', ['Manage', 'Send', 'Listen']), aRule('send', ['Send'])],
      enablePartitioning: true,
      enableExpress: false,
      userMetadata: 'test <metadata> & "more"',
      status: 'ReceiveDisabled',
    };

    const created = await bus.administration.createQueue('full', options);

    // Azure keeps sixteen partitions, each of the size that was asked for.
    const expected = { ...options, name: 'full', maxSizeInMegabytes: 16_384 };
    expect(created).toMatchObject(expected);
    expect(await bus.administration.getQueue('FULL')).toMatchObject(expected);
  });

  it('can be used at once, and is a real queue', async () => {
    await bus.administration.createQueue('team/orders', { maxDeliveryCount: 1 });
    const { client } = bus.harness;

    await client.createSender('team/orders').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('team/orders');
    await receiver.abandonMessage(await receiveOne(receiver));

    const deadLetters = client.createReceiver('team/orders', { subQueueType: 'deadLetter' });
    expect(await receiveOne(deadLetters)).toMatchObject({
      deadLetterReason: 'MaxDeliveryCountExceeded',
    });
  });

  it.each([
    { lockDuration: 'PT6M' },
    { lockDuration: 'soon' },
    { maxDeliveryCount: 0 },
    { maxDeliveryCount: 2_001 },
    { autoDeleteOnIdle: 'PT1M' },
    { duplicateDetectionHistoryTimeWindow: 'P8D' },
    { maxSizeInMegabytes: 17 },
    { maxMessageSizeInKilobytes: 1_024 },
    { forwardTo: 'nowhere' },
    { forwardTo: 'wrong' },
  ])('refuses %j with 400', async (options) => {
    const creating = bus.administration.createQueue('wrong', options);

    await expect(creating).rejects.toMatchObject({
      statusCode: 400,
      code: 'ServiceError',
      message: expect.stringMatching(/^SubCode=40000\. Bad Request\./),
    });
    expect(await bus.administration.queueExists('wrong')).toBe(false);
  });

  it('refuses a name that is none', async () => {
    await expect(bus.administration.createQueue('-a-')).rejects.toMatchObject({ statusCode: 400 });
    await expect(bus.administration.createQueue('a'.repeat(261))).rejects.toMatchObject({
      message: expect.stringContaining("exceeds the '260' character limit"),
    });
  });

  it('refuses a name that is taken, by a topic too, with 409', async () => {
    await bus.administration.createTopic('taken');

    for (const name of ['configured', 'Configured', 'taken']) {
      await expect(bus.administration.createQueue(name)).rejects.toMatchObject({
        statusCode: 409,
        code: 'MessageEntityAlreadyExistsError',
        message: expect.stringMatching(/^SubCode=40900\. Conflict\./),
      });
    }
  });
});

describe('a queue that is not there', () => {
  it('is MessageEntityNotFoundError to whoever asks, and does not exist', async () => {
    const { administration } = bus;
    const missing = { ...(await administration.getQueue('configured')), name: 'missing' };
    const notFound = {
      statusCode: 404,
      code: 'MessageEntityNotFoundError',
      message: expect.stringMatching(/^The messaging entity 'missing' could not be found/),
    };

    await expect(administration.getQueue('missing')).rejects.toMatchObject(notFound);
    await expect(administration.getQueueRuntimeProperties('missing')).rejects.toMatchObject(
      notFound,
    );
    await expect(administration.updateQueue(missing)).rejects.toMatchObject(notFound);
    await expect(administration.deleteQueue('missing')).rejects.toMatchObject(notFound);
    expect(await administration.queueExists('missing')).toBe(false);
    expect(await administration.queueExists('configured')).toBe(true);
  });
});

describe('updateQueue', () => {
  it('changes what can be changed, and how the queue behaves from then on', async () => {
    const created = await bus.administration.createQueue('changing');

    const updated = await bus.administration.updateQueue({
      ...created,
      lockDuration: 'PT10S',
      maxDeliveryCount: 1,
      userMetadata: 'changed',
    });

    expect(updated).toMatchObject({ lockDuration: 'PT10S', userMetadata: 'changed' });
    const { client } = bus.harness;
    await client.createSender('changing').sendMessages({ body: 'x' });
    const receiver = client.createReceiver('changing');
    const message = await receiveOne(receiver);
    expect(message.lockedUntilUtc!.getTime() - Date.now()).toBeLessThanOrEqual(10_000);
    await receiver.abandonMessage(message);
    expect(await bus.administration.getQueueRuntimeProperties('changing')).toMatchObject({
      activeMessageCount: 0,
      deadLetterMessageCount: 1,
    });
  });

  it('does not change what is for ever', async () => {
    const queue = await bus.administration.createQueue('fixed');

    const updating = bus.administration.updateQueue({ ...queue, requiresSession: true });

    await expect(updating).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining('RequiresSession property of an existing entity cannot'),
    });
  });

  it('with an ETag that is not the entity’s any more is refused', async () => {
    const queue = await bus.administration.createQueue('tagged');
    const requestOptions = { customHeaders: { 'If-Match': '"1"' } };

    const updating = bus.administration.updateQueue(queue, { requestOptions });

    await expect(updating).rejects.toMatchObject({ statusCode: 412 });
  });

  it.each([
    { status: 'SendDisabled' as const, send: 'MessagingEntityDisabled', receive: 'done' },
    { status: 'ReceiveDisabled' as const, send: 'done', receive: 'MessagingEntityDisabled' },
    {
      status: 'Disabled' as const,
      send: 'MessagingEntityDisabled',
      receive: 'MessagingEntityDisabled',
    },
  ])('to $status: to send is $send, to receive is $receive', async ({ status, send, receive }) => {
    const name = `status-${status}`;
    const queue = await bus.administration.createQueue(name);
    const { client } = bus.harness;
    const sender = client.createSender(name);
    await sender.sendMessages({ body: 1 });
    const outcomeOf = async (action: Promise<unknown>) =>
      action.then(() => 'done').catch(({ code }: { code: string }) => code);

    await bus.administration.updateQueue({ ...queue, status });

    expect(await outcomeOf(sender.sendMessages({ body: 2 }))).toBe(send);
    expect(await outcomeOf(receiveOne(client.createReceiver(name)))).toBe(receive);
    await bus.administration.updateQueue({ ...queue, status: 'Active' });
    await sender.sendMessages({ body: 3 });
  });
});

describe('runtime properties', () => {
  it('count what is in the queue, by where it is', async () => {
    const { administration, harness } = bus;
    await administration.createQueue('counted');
    const sender = harness.client.createSender('counted');
    const receiver = harness.client.createReceiver('counted');
    await sender.sendMessages(['a', 'b', 'c', 'd'].map((body) => ({ body })));
    await sender.scheduleMessages({ body: 'e' }, new Date(Date.now() + 3_600_000));
    await receiver.deadLetterMessage(await receiveOne(receiver));
    await receiver.deferMessage(await receiveOne(receiver));
    await receiveOne(receiver);

    const counts = await administration.getQueueRuntimeProperties('counted');

    expect(counts).toMatchObject({
      name: 'counted',
      totalMessageCount: 5,
      activeMessageCount: 3,
      deadLetterMessageCount: 1,
      scheduledMessageCount: 1,
      transferMessageCount: 0,
      transferDeadLetterMessageCount: 0,
    });
    expect(counts.sizeInBytes).toBeGreaterThan(0);
    expect(counts.accessedAt.getTime()).toBeGreaterThanOrEqual(counts.createdAt.getTime());
    expect(counts.modifiedAt).toEqual(counts.createdAt);
  });
});

describe('deleteQueue', () => {
  it('takes the queue away with its messages, and ends the links on it', async () => {
    const { administration, harness } = bus;
    const sender = harness.client.createSender('doomed');
    await sender.sendMessages({ body: 'lost' });
    const receiver = harness.client.createReceiver('doomed');
    await receiveOne(receiver);
    const waiting = receiver.receiveMessages(1);

    const deleted = await administration.deleteQueue('doomed');

    await expect(waiting).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
    expect(Reflect.get(deleted, '_response')).toMatchObject({ status: 200 });
    await expect(sender.sendMessages({ body: 'x' })).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
    await administration.createQueue('doomed', { requiresSession: true });
    expect(await administration.getQueueRuntimeProperties('doomed')).toMatchObject({
      totalMessageCount: 0,
      sizeInBytes: 0,
    });
  });
});
