import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RuleProperties, ServiceBusMessage, ServiceBusRuleManager } from '@azure/service-bus';
import { Harness, receive, receiveNow, receiveOne } from './aServiceBus';

let harness: Harness;

const sql = (Name: string, SqlExpression: string, action?: string) => ({
  Name,
  Properties: {
    FilterType: 'Sql',
    SqlFilter: { SqlExpression },
    ...(action === undefined ? {} : { Action: { SqlExpression: action } }),
  },
});

beforeAll(async () => {
  const topics = [
    {
      Name: 'alerts',
      Subscriptions: [
        { Name: 'all' },
        { Name: 'severe', Rules: [sql('r', "severity >= 3 AND sys.Label LIKE 'alert%'")] },
        {
          Name: 'mail',
          Rules: [
            {
              Name: 'r',
              Properties: {
                FilterType: 'Correlation',
                CorrelationFilter: { ContentType: 'text/plain', Properties: { to: 'mail' } },
              },
            },
          ],
        },
        {
          Name: 'changed',
          Rules: [
            sql('plain', "kind = 'x'"),
            sql('again', "kind = 'x' OR kind = 'y'"),
            sql('act', "kind = 'x'", "SET sys.Label = 'new'; SET copy = kind + '!'; REMOVE kind"),
          ],
        },
      ],
    },
    { Name: 'ruled', Subscriptions: [{ Name: 's' }, { Name: 'kept' }] },
    {
      Name: 'grouped',
      Subscriptions: [{ Name: 's', Properties: { RequiresSession: true } }],
    },
    {
      Name: 'once',
      Properties: { RequiresDuplicateDetection: true },
      Subscriptions: [{ Name: 's' }],
    },
    {
      Name: 'chained',
      Subscriptions: [{ Name: 's', Properties: { ForwardTo: 'end' } }],
    },
  ];
  harness = await Harness.start(
    {
      end: {},
      start: { ForwardTo: 'middle' },
      middle: { ForwardTo: 'end' },
      ping: { ForwardTo: 'pong' },
      pong: { ForwardTo: 'ping' },
      source: { ForwardDeadLetteredMessagesTo: 'end', MaxDeliveryCount: 1 },
      tiny: { MaxSizeInMegabytes: 1 },
    },
    { topics },
  );
});

afterAll(() => harness.close());

function send(entity: string, ...messages: ServiceBusMessage[]) {
  return harness.client.createSender(entity).sendMessages(messages);
}

async function listRules(rules: ServiceBusRuleManager) {
  const listed: RuleProperties[] = [];
  for await (const rule of rules.listRules()) {
    listed.push(rule);
  }
  return listed;
}

async function drain(topic: string, subscription: string) {
  const receiver = harness.client.createReceiver(topic, subscription, {
    receiveMode: 'receiveAndDelete',
  });
  const messages = await receiveNow(receiver);
  await receiver.close();
  return messages;
}

describe('a topic', () => {
  it('gives each subscription what its rules let through', async () => {
    const severe = { severity: 3 };
    await send(
      'alerts',
      { body: 1, subject: 'alert 1', applicationProperties: severe },
      { body: 2, subject: 'other', applicationProperties: severe },
      { body: 3, contentType: 'text/plain', applicationProperties: { to: 'mail' } },
      { body: 4, contentType: 'text/html', applicationProperties: { to: 'mail' } },
    );

    const bodies = async (subscription: string) =>
      (await drain('alerts', subscription)).map(({ body }) => Number(body));
    expect(await bodies('all')).toEqual([1, 2, 3, 4]);
    expect(await bodies('severe')).toEqual([1]);
    expect(await bodies('mail')).toEqual([3]);
  });

  it('copies a message once for all rules without an action, and once for each with one', async () => {
    await send('alerts', { body: 1, subject: 'old', applicationProperties: { kind: 'x' } });

    const copies = await drain('alerts', 'changed');

    const seen = copies.map(({ subject, applicationProperties }) => [
      subject,
      applicationProperties,
    ]);
    expect(seen).toEqual([
      ['old', { kind: 'x' }],
      ['new', { copy: 'x!' }],
    ]);
  });

  it('numbers the messages of each subscription, and says which number they had in the topic', async () => {
    await send('ruled', { body: 1 }, { body: 2 });

    const messages = await drain('ruled', 'kept');

    const numbers = messages.map(({ sequenceNumber, enqueuedSequenceNumber }) => [
      sequenceNumber!.toNumber(),
      enqueuedSequenceNumber,
    ]);
    expect(numbers).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('holds what is scheduled, drops duplicates, and can be asked to forget', async () => {
    const sender = harness.client.createSender('once');
    const soon = new Date(Date.now() + 50);
    const late = new Date(Date.now() + 60_000);
    const [, cancelled] = await sender.scheduleMessages(
      [
        { body: 'soon', messageId: 'a' },
        { body: 'later', messageId: 'b' },
      ],
      soon,
    );
    await sender.cancelScheduledMessages(cancelled!);
    await sender.scheduleMessages({ body: 'late', messageId: 'c' }, late);
    await send('once', { body: 'again', messageId: 'a' });

    const receiver = harness.client.createReceiver('once', 's');
    const [message] = await receive(receiver, 1);

    expect(message).toMatchObject({ body: 'soon', messageId: 'a' });
    await receiver.completeMessage(message!);
    expect(await receiver.peekMessages(5)).toEqual([]);
  });

  it('puts what has no session among the dead letters of a subscription that requires one', async () => {
    await send('grouped', { body: 1 }, { body: 2, sessionId: 'x' });

    const dead = harness.client.createReceiver('grouped', 's', { subQueueType: 'deadLetter' });
    expect(await receiveOne(dead)).toMatchObject({
      body: 1,
      deadLetterReason: 'Session id is null.',
    });
    const session = await harness.client.acceptNextSession('grouped', 's');
    expect(await receiveOne(session)).toMatchObject({ body: 2 });
  });

  it('has no messages itself, nor takes a subscription any', async () => {
    const { client } = harness;

    await expect(client.createReceiver('alerts').receiveMessages(1)).rejects.toThrow(/is a topic/);
    await expect(send('alerts/Subscriptions/all', { body: 1 })).rejects.toThrow(/a subscription/);
    await expect(
      client.createReceiver('alerts', 'nobody').receiveMessages(1),
    ).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
  });
});

describe('the rules of a subscription', () => {
  it('are listed, added and removed through the rule manager', async () => {
    const rules = harness.client.createRuleManager('ruled', 's');
    const properties = { flag: true, count: 2, text: 'x' };

    await rules.createRule('sql', { sqlExpression: 'a = 1' }, { sqlExpression: 'SET b = 2' });
    await rules.createRule('same', { subject: 's', applicationProperties: properties });
    await rules.deleteRule('$Default');
    const listed = await listRules(rules);

    expect(listed).toMatchObject([
      { name: 'sql', filter: { sqlExpression: 'a = 1' }, action: { sqlExpression: 'SET b = 2' } },
      { name: 'same', filter: { subject: 's', applicationProperties: properties }, action: {} },
    ]);
    await expect(rules.createRule('sql', { sqlExpression: '1=1' })).rejects.toMatchObject({
      code: 'MessagingEntityAlreadyExists',
    });
    await expect(rules.deleteRule('none')).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
    await expect(rules.createRule('bad', { sqlExpression: 'a ==' })).rejects.toThrow(
      /Found '=' at position 3/,
    );
  });

  it('decide at once, and outlive the broker', async () => {
    const rules = harness.client.createRuleManager('ruled', 'kept');
    await rules.deleteRule('$Default');
    await rules.createRule('only', { sqlExpression: "color = 'red'" });
    const [red, blue] = ['red', 'blue'].map((color) => ({
      body: color,
      applicationProperties: { color },
    }));

    await send('ruled', red!, blue!);
    await harness.restart();
    await send('ruled', red!, blue!);

    const after = await listRules(harness.client.createRuleManager('ruled', 'kept'));
    expect(after.map(({ name }) => name)).toEqual(['only']);
    expect((await drain('ruled', 'kept')).map(({ body }) => String(body))).toEqual(['red', 'red']);
  });
});

describe('forwarding', () => {
  it('passes messages on from queue to queue, and from a subscription', async () => {
    await send('start', { body: 'queue' });
    await send('chained', { body: 'topic' });
    const receiver = harness.client.createReceiver('end');

    const messages = await receive(receiver, 2);
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));

    expect(messages.map(({ body }) => String(body))).toEqual(['queue', 'topic']);
    expect(await harness.counts('start')).toMatchObject({ active: 0, acceptedTotal: 1 });
    await expect(harness.client.createReceiver('start').receiveMessages(1)).rejects.toThrow(
      /auto-forwarding enabled/,
    );
  });

  it('passes on a scheduled message when its time has come', async () => {
    await harness.client
      .createSender('start')
      .scheduleMessages({ body: 'later' }, new Date(Date.now() + 50));
    const receiver = harness.client.createReceiver('end');

    const message = await receiveOne(receiver);
    await receiver.completeMessage(message);

    expect(message).toMatchObject({ body: 'later' });
  });

  it('ends among the dead letters after four hops', async () => {
    await send('ping', { body: 'endless' });

    const dead = await receiveOne(
      harness.client.createReceiver('ping', { subQueueType: 'deadLetter' }),
    );

    expect(dead).toMatchObject({
      body: 'endless',
      deadLetterReason: 'MaxTransferHopCountExceeded',
    });
  });

  it('passes dead letters on, with where they come from', async () => {
    await send('source', { body: 'bad' });
    const source = harness.client.createReceiver('source');
    await source.abandonMessage(await receiveOne(source));

    const receiver = harness.client.createReceiver('end');
    const dead = await receiveOne(receiver);
    await receiver.completeMessage(dead);

    expect(dead).toMatchObject({
      body: 'bad',
      deadLetterSource: 'source',
      deadLetterReason: 'MaxDeliveryCountExceeded',
    });
  });
});

describe('a queue that is full', () => {
  it('refuses more until something is taken out', async () => {
    const body = Buffer.alloc(200 * 1_024);
    for (let i = 0; i < 5; i += 1) {
      await send('tiny', { body });
    }

    await expect(send('tiny', { body })).rejects.toMatchObject({ code: 'QuotaExceeded' });
    const receiver = harness.client.createReceiver('tiny');
    await receiver.completeMessage(await receiveOne(receiver));
    await send('tiny', { body });

    expect(await harness.counts('tiny')).toMatchObject({ active: 5 });
  });
});
