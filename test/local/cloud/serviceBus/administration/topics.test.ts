import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreateSubscriptionOptions } from '@azure/service-bus';
import { receiveNow, receiveOne } from '../aServiceBus';
import { startSecureServiceBus } from '../aSecureServiceBus';
import type { SecureServiceBus } from '../aSecureServiceBus';

let bus: SecureServiceBus;

beforeAll(async () => {
  bus = await startSecureServiceBus({ sink: {} });
  await bus.administration.createTopic('t');
  await bus.administration.createSubscription('t', 's');
});

afterAll(() => bus.close());

const NEVER = 'P10675199DT2H48M5.4775807S';

describe('createTopic and updateTopic', () => {
  it('begin with the defaults of Azure and take what can be said', async () => {
    const created = await bus.administration.createTopic('topic');

    expect(created).toEqual({
      name: 'topic',
      autoDeleteOnIdle: NEVER,
      defaultMessageTimeToLive: NEVER,
      duplicateDetectionHistoryTimeWindow: 'PT10M',
      enableBatchedOperations: true,
      enablePartitioning: false,
      enableExpress: false,
      maxSizeInMegabytes: 1024,
      requiresDuplicateDetection: false,
      status: 'Active',
      supportOrdering: true,
      availabilityStatus: 'Available',
      maxMessageSizeInKilobytes: 256,
    });
    const changes = {
      status: 'SendDisabled' as const,
      userMetadata: 'test metadata',
      defaultMessageTimeToLive: 'P1D',
      duplicateDetectionHistoryTimeWindow: 'PT2M',
      autoDeleteOnIdle: 'PT2H',
      maxSizeInMegabytes: 3072,
    };
    expect(await bus.administration.updateTopic({ ...created, ...changes })).toMatchObject(changes);
    await expect(
      bus.harness.client.createSender('topic').sendMessages({ body: 1 }),
    ).rejects.toMatchObject({ code: 'MessagingEntityDisabled' });
  });

  it('count subscriptions and scheduled messages', async () => {
    const { administration, harness } = bus;
    await administration.createTopic('counted');
    await administration.createSubscription('counted', 'a');
    await administration.createSubscription('counted', 'b');
    const at = new Date(Date.now() + 3_600_000);
    await harness.client.createSender('counted').scheduleMessages({ body: 1 }, at);

    expect(await administration.getTopicRuntimeProperties('counted')).toMatchObject({
      name: 'counted',
      subscriptionCount: 2,
      scheduledMessageCount: 1,
    });
  });
});

describe('createSubscription and updateSubscription', () => {
  it('begin with the defaults of Azure, and a rule that takes everything', async () => {
    const { administration } = bus;

    expect(await administration.createSubscription('t', 'defaults')).toEqual({
      topicName: 't',
      subscriptionName: 'defaults',
      autoDeleteOnIdle: NEVER,
      deadLetteringOnMessageExpiration: false,
      deadLetteringOnFilterEvaluationExceptions: true,
      defaultMessageTimeToLive: NEVER,
      enableBatchedOperations: true,
      lockDuration: 'PT1M',
      maxDeliveryCount: 10,
      requiresSession: false,
      status: 'Active',
      availabilityStatus: 'Available',
    });
    expect(await administration.getRule('t', 'defaults', '$Default')).toEqual({
      name: '$Default',
      filter: { sqlExpression: '1=1' },
      action: {},
    });
  });

  it('take all that can be said, with the first rule', async () => {
    const defaultRuleOptions = {
      name: 'rule',
      filter: {
        sqlExpression: 'stringValue = @stringParam AND intValue = @intParam',
        sqlParameters: { '@intParam': 1, '@stringParam': 'b' },
      },
      action: { sqlExpression: "SET a='b'" },
    };
    const options: CreateSubscriptionOptions = {
      lockDuration: 'PT5M',
      maxDeliveryCount: 20,
      defaultMessageTimeToLive: 'P2D',
      autoDeleteOnIdle: 'PT1H',
      deadLetteringOnFilterEvaluationExceptions: false,
      deadLetteringOnMessageExpiration: true,
      enableBatchedOperations: false,
      userMetadata: 'test metadata',
    };
    const { administration, harness } = bus;

    const created = await administration.createSubscription('t', 'full', {
      ...options,
      defaultRuleOptions,
    });

    expect(created).toMatchObject({ ...options, topicName: 't', subscriptionName: 'full' });
    expect(await administration.getRule('t', 'full', 'rule')).toEqual(defaultRuleOptions);
    await harness.client.createSender('t').sendMessages([
      { body: 1, applicationProperties: { stringValue: 'b', intValue: 1 } },
      { body: 2, applicationProperties: { stringValue: 'c', intValue: 1 } },
    ]);
    const [only, ...others] = await receiveNow(harness.client.createReceiver('t', 'full'));
    expect(only).toMatchObject({ body: 1, applicationProperties: { a: 'b' } });
    expect(others).toEqual([]);
    const changes = { lockDuration: 'PT3M', status: 'ReceiveDisabled' as const };
    expect(await administration.updateSubscription({ ...created, ...changes })).toMatchObject(
      changes,
    );
    expect(await administration.ruleExists('t', 'full', 'rule')).toBe(true);
  });

  it('forward by name or by URL, and show a URL', async () => {
    const { administration, harness } = bus;
    const url = `sb://localhost:${harness.bus.port}/sink`;

    const byName = await administration.createSubscription('t', 'forwarding', {
      forwardTo: 'sink',
    });
    const byUrl = await administration.createSubscription('t', 'burying', {
      forwardDeadLetteredMessagesTo: url,
    });

    expect(byName.forwardTo).toBe(url);
    expect(byUrl.forwardDeadLetteredMessagesTo).toBe(url);
    await harness.client.createSender('t').sendMessages({ body: 'on its way' });
    const received = await receiveOne(harness.client.createReceiver('sink'));
    expect(received).toMatchObject({ body: 'on its way' });
  });

  it('need their topic, and a name of at most 50 characters', async () => {
    const { administration } = bus;

    await expect(administration.createSubscription('no', 's')).rejects.toMatchObject({
      code: 'MessageEntityNotFoundError',
    });
    await expect(administration.createSubscription('sink', 's')).rejects.toMatchObject({
      code: 'MessageEntityNotFoundError',
    });
    await expect(administration.createSubscription('t', 's'.repeat(51))).rejects.toMatchObject({
      message: expect.stringContaining("exceeds the '50' character limit"),
    });
    expect(await administration.subscriptionExists('t', 's')).toBe(true);
    expect(await administration.subscriptionExists('t', 'nope')).toBe(false);
    expect(await administration.topicExists('t')).toBe(true);
    expect(await administration.topicExists('nope')).toBe(false);
  });

  it('count their messages', async () => {
    const { administration, harness } = bus;
    await administration.createTopic('busy');
    await administration.createSubscription('busy', 's');
    await harness.client.createSender('busy').sendMessages([{ body: 1 }, { body: 2 }]);
    const receiver = harness.client.createReceiver('busy', 's');
    await receiver.deadLetterMessage(await receiveOne(receiver));

    expect(await administration.getSubscriptionRuntimeProperties('busy', 's')).toMatchObject({
      topicName: 'busy',
      subscriptionName: 's',
      totalMessageCount: 2,
      activeMessageCount: 1,
      deadLetterMessageCount: 1,
      transferMessageCount: 0,
      transferDeadLetterMessageCount: 0,
    });
  });
});

describe('rules', () => {
  const correlationId = 'abcd';
  const date = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678));

  it.each([
    {
      name: 'sql',
      filter: {
        sqlExpression: 'a = @text AND b = @number AND c = @truth',
        sqlParameters: { '@text': 'x', '@number': 12.5, '@truth': true },
      },
      action: { sqlExpression: "SET a='b'" },
    },
    {
      name: 'single',
      filter: { correlationId, applicationProperties: { state: 'WA' } },
      action: {},
    },
    {
      name: 'many',
      filter: {
        correlationId,
        subject: 'l',
        to: 't',
        replyTo: 'r',
        replyToSessionId: 'rs',
        sessionId: 's',
        messageId: 'm',
        contentType: 'c',
        applicationProperties: { state: 'WA', int: 25, double: 12.4, truth: true, date },
      },
      action: { sqlExpression: "SET sys.label='GREEN'" },
    },
  ])('of every kind come back as they were given: $name', async ({ name, filter, action }) => {
    const { administration } = bus;

    const created = await administration.createRule('t', 's', name, filter, action as never);

    const expected = { name, filter, action };
    expect(JSON.parse(JSON.stringify(created))).toEqual(JSON.parse(JSON.stringify(expected)));
    expect(await administration.getRule('t', 's', name)).toEqual(created);
  });

  it('can be changed and deleted, also those that a client of messages made', async () => {
    const { administration, harness } = bus;
    await administration.createTopic('ruled');
    await administration.createSubscription('ruled', 's');
    const manager = harness.client.createRuleManager('ruled', 's');
    await manager.createRule('dated', { applicationProperties: { date } });
    const rule = await administration.getRule('ruled', 's', 'dated');
    expect(rule.filter).toMatchObject({ applicationProperties: { date } });

    await administration.updateRule('ruled', 's', { ...rule, filter: { sqlExpression: 'a = 1' } });
    await administration.deleteRule('ruled', 's', '$Default');

    const rules = [];
    for await (const { name, filter } of manager.listRules()) {
      rules.push({ name, filter });
    }
    expect(rules).toEqual([{ name: 'dated', filter: { sqlExpression: 'a = 1' } }]);
    await harness.client
      .createSender('ruled')
      .sendMessages([{ body: 1, applicationProperties: { a: 1 } }, { body: 2 }]);
    const received = await receiveNow(harness.client.createReceiver('ruled', 's'));
    expect(received.map(({ body }) => Number(body))).toEqual([1]);
  });

  it('are refused when they exist, do not exist, or cannot be read', async () => {
    const { administration } = bus;
    const rule = await administration.getRule('t', 's', '$Default');

    const all = { sqlExpression: '1=1' };
    await expect(administration.createRule('t', 's', '$Default', all)).rejects.toMatchObject({
      code: 'MessageEntityAlreadyExistsError',
      statusCode: 409,
    });
    for (const asking of [
      administration.getRule('t', 's', 'no'),
      administration.getRule('t', 'no', 'no'),
      administration.deleteRule('t', 's', 'no'),
      administration.updateRule('t', 's', { ...rule, name: 'no' }),
    ]) {
      await expect(asking).rejects.toMatchObject({ code: 'MessageEntityNotFoundError' });
    }
    const broken = { sqlExpression: 'a = = 1' };
    await expect(administration.createRule('t', 's', 'broken', broken)).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("Found '=' at position 4"),
    });
    expect(await administration.ruleExists('t', 's', 'broken')).toBe(false);
  });
});

describe('deleteTopic', () => {
  it('takes its subscriptions along', async () => {
    const { administration } = bus;
    await administration.createTopic('gone');
    await administration.createSubscription('gone', 's');

    await administration.deleteTopic('gone');

    expect(await administration.subscriptionExists('gone', 's')).toBe(false);
    await administration.createTopic('gone');
    expect(await administration.subscriptionExists('gone', 's')).toBe(false);
    await administration.createSubscription('gone', 's');
    await administration.deleteSubscription('gone', 's');
    expect(await administration.subscriptionExists('gone', 's')).toBe(false);
  });
});
