import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceBusClient } from '@azure/service-bus';
import type { ServiceBusMessage, ServiceBusReceivedMessage } from '@azure/service-bus';
import { until } from '../../../support/until';
import { aClient, receiveNow, receiveOne } from './aServiceBus';
import { startSecureServiceBus } from './aSecureServiceBus';
import type { SecureServiceBus } from './aSecureServiceBus';

let bus: SecureServiceBus;
let names = 0;

beforeAll(async () => {
  bus = await startSecureServiceBus();
});

afterAll(() => bus.close());

/** A queue for one test alone. */
async function aQueue(options = {}): Promise<string> {
  names += 1;
  return (await bus.administration.createQueue(`queue-${names}`, options)).name;
}

async function aSubscription(sqlExpression?: string, action?: string): Promise<string> {
  names += 1;
  const topic = `topic-${names}`;
  await bus.administration.createTopic(topic);
  await bus.administration.createSubscription(topic, 's', {
    ...(sqlExpression && {
      defaultRuleOptions: {
        name: 'rule',
        filter: { sqlExpression },
        ...(action && { action: { sqlExpression: action } }),
      },
    }),
  });
  return topic;
}

const client = () => bus.harness.client;
const send = (entity: string, ...messages: ServiceBusMessage[]) =>
  client().createSender(entity).sendMessages(messages);
const bodies = (messages: readonly ServiceBusReceivedMessage[]) =>
  messages.map(({ body }) => body as unknown);

describe('all that AMQP says of a message', () => {
  it('arrives', async () => {
    const queue = await aQueue();
    const properties = {
      to: 'to',
      subject: 'subject',
      replyTo: 'reply',
      correlationId: 'c',
      contentType: 'text/plain',
      contentEncoding: 'gzip',
      creationTime: Date.now(),
      groupId: 'group',
      groupSequence: 7,
      replyToGroupId: 'replyGroup',
      messageId: 'm',
    };
    await client()
      .createSender(queue)
      .sendMessages({
        bodyType: 'data',
        body: Buffer.from('x'),
        properties,
        header: { priority: 9, durable: true, timeToLive: 60_000 },
        applicationProperties: { when: new Date(5), flag: false, n: null as never },
        messageAnnotations: { mine: 'kept', 'x-opt-partition-key': 'group' },
        footer: { foot: 1 },
      });

    const message = await receiveOne(client().createReceiver(queue));
    const { _rawAmqpMessage: raw } = message;

    expect(raw.properties).toMatchObject(properties);
    expect(raw.header).toMatchObject({ priority: 9, durable: true, timeToLive: 60_000 });
    expect(raw.messageAnnotations).toMatchObject({ mine: 'kept' });
    expect(raw.footer).toEqual({ foot: 1 });
    expect(message).toMatchObject({ sessionId: 'group', partitionKey: 'group', messageId: 'm' });
    expect(message.applicationProperties).toMatchObject({ when: 5, flag: false });
  });
});

describe('peek', () => {
  it('sees sessions, dead letters, scheduled and deferred messages, from a number on', async () => {
    const queue = await aQueue();
    const sender = client().createSender(queue);
    await sender.sendMessages(['a', 'b', 'c'].map((body) => ({ body })));
    await sender.scheduleMessages({ body: 'later' }, new Date(Date.now() + 60_000));
    const receiver = client().createReceiver(queue);
    await receiver.deferMessage(await receiveOne(receiver));
    await receiver.deadLetterMessage(await receiveOne(receiver));

    const all = await receiver.peekMessages(10);
    expect(all.map(({ body, state }) => [body, state])).toEqual([
      ['a', 'deferred'],
      ['c', 'active'],
      ['later', 'scheduled'],
    ]);
    expect(
      bodies(await receiver.peekMessages(10, { fromSequenceNumber: all[1]!.sequenceNumber! })),
    ).toEqual(['c', 'later']);
    expect(await receiver.peekMessages(10)).toEqual([]);
    const dead = client().createReceiver(queue, { subQueueType: 'deadLetter' });
    expect(bodies(await dead.peekMessages(1))).toEqual(['b']);
  });

  it('in a session sees that session alone', async () => {
    const queue = await aQueue({ requiresSession: true });
    await send(queue, { body: 1, sessionId: 'a' }, { body: 2, sessionId: 'b' });
    const receiver = await client().acceptSession(queue, 'b');

    expect(bodies(await receiver.peekMessages(10))).toEqual([2]);
    await receiver.close();
  });
});

describe('a session', () => {
  it('may have no messages, and a state of any JSON', async () => {
    const queue = await aQueue({ requiresSession: true });
    const empty = await client().acceptSession(queue, 'empty');
    expect(await empty.getSessionState()).toBeNull();
    await empty.setSessionState({ step: 3 });
    expect(await empty.getSessionState()).toEqual({ step: 3 });
    expect(await empty.receiveMessages(1, { maxWaitTimeInMs: 50 })).toEqual([]);
    expect(empty.sessionLockedUntilUtc.getTime()).toBeGreaterThan(Date.now());
    await empty.close();
  });

  it('that nobody has gives no session in time: ServiceTimeout', async () => {
    const queue = await aQueue({ requiresSession: true });
    const impatient = aClient(bus.harness.bus.connectionString, 1_000);

    await expect(impatient.acceptNextSession(queue)).rejects.toMatchObject({
      code: 'ServiceTimeout',
      retryable: true,
    });
    await impatient.close();
  });

  it('of a subscription works alike', async () => {
    names += 1;
    const topic = `topic-${names}`;
    await bus.administration.createTopic(topic);
    await bus.administration.createSubscription(topic, 's', { requiresSession: true });
    await send(topic, { body: 1, sessionId: 'x' });

    const receiver = await client().acceptSession(topic, 's', 'x');
    const [message] = await receiver.receiveMessages(1);
    await receiver.completeMessage(message!);
    await receiver.close();
    expect(message).toMatchObject({ body: 1, sessionId: 'x' });
  });
});

describe('locks', () => {
  it('last longer once they are renewed', async () => {
    const queue = await aQueue({ lockDuration: 'PT5S' });
    await send(queue, { body: 1 });
    const receiver = client().createReceiver(queue);
    const message = await receiveOne(receiver);
    const before = message.lockedUntilUtc!;
    const renewed = await receiver.renewMessageLock(message);

    expect(renewed.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(message.lockedUntilUtc).toEqual(renewed);
    await receiver.completeMessage(message);
  });
});

describe('subscribe', () => {
  it('settles by hand without autoComplete, and stops when closed', async () => {
    const queue = await aQueue();
    await send(queue, ...Array.from({ length: 20 }, (_, body) => ({ body })));
    const receiver = client().createReceiver(queue);
    let running = 0;
    let most = 0;
    let done = 0;
    const subscription = receiver.subscribe(
      {
        processMessage: async (message) => {
          running += 1;
          most = Math.max(most, running);
          await new Promise(setImmediate);
          await receiver.completeMessage(message);
          running -= 1;
          done += 1;
        },
        processError: async () => undefined,
      },
      { autoCompleteMessages: false, maxConcurrentCalls: 5 },
    );
    await until('all are done', () => done === 20);
    await subscription.close();
    await send(queue, { body: 'after' });

    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(5);
    expect(bodies(await receiveNow(client().createReceiver(queue)))).toEqual(['after']);
    await receiver.close();
  });
});

describe('receiving', () => {
  it('can be aborted', async () => {
    const queue = await aQueue();
    const receiver = client().createReceiver(queue);
    await receiver.receiveMessages(1, { maxWaitTimeInMs: 20 });
    const controller = new AbortController();
    const aborted = receiver.receiveMessages(1, { abortSignal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    await receiver.close();
  });

  it('ends in peace when the receiver closes', async () => {
    const queue = await aQueue();
    const receiver = client().createReceiver(queue);
    expect(await receiver.receiveMessages(1, { maxWaitTimeInMs: 20 })).toEqual([]);
    // The SDK sees it out to the end of its wait.
    const receiving = receiver.receiveMessages(1, { maxWaitTimeInMs: 100 });

    await new Promise(setImmediate);
    await receiver.close();

    expect(await receiving).toEqual([]);
    expect(receiver.isClosed).toBe(true);
  });

  it('iterates', async () => {
    const queue = await aQueue();
    await send(queue, { body: 1 }, { body: 2 });
    const receiver = client().createReceiver(queue, { receiveMode: 'receiveAndDelete' });
    const found: unknown[] = [];
    for await (const message of receiver.getMessageIterator()) {
      found.push(message.body);
      if (found.length === 2) {
        break;
      }
    }
    await receiver.close();

    expect(found).toEqual([1, 2]);
  });

  it('does not see what has expired', async () => {
    const queue = await aQueue({ deadLetteringOnMessageExpiration: true });
    await send(queue, { body: 'short', timeToLive: 1 }, { body: 'long' });
    await until('it has expired', async () => {
      const counts = await bus.administration.getQueueRuntimeProperties(queue);
      return counts.deadLetterMessageCount === 1;
    });

    expect(bodies(await receiveNow(client().createReceiver(queue)))).toEqual(['long']);
    const dead = await receiveOne(client().createReceiver(queue, { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ body: 'short', deadLetterReason: 'TTLExpiredException' });
  });
});

describe('SQL filters', () => {
  const message = {
    body: 1,
    messageId: 'id-1',
    correlationId: 'corr',
    subject: 'Red',
    to: 'me',
    replyTo: 'you',
    contentType: 'text/plain',
    applicationProperties: {
      Color: 'red',
      quantity: 10,
      price: 2.5,
      urgent: true,
      when: new Date(1_000),
      'two words': 'x',
      empty: '',
      big: 5_000_000_000,
      nothing: null as never,
    },
  };

  it.each([
    ["sys.Label = 'Red'", true],
    ["sys.label = 'red'", false],
    ["color = 'red'", true],
    ["user.Color IN ('blue', 'red')", true],
    ["Color NOT IN ('blue', 'green')", true],
    ["Color LIKE 'r%' AND Color NOT LIKE '%x%'", true],
    ["Color LIKE '_ed'", true],
    ["Color LIKE 'R%'", false],
    ["Color LIKE '50!%' ESCAPE '!'", false],
    ['missing IS NULL', true],
    ['Color IS NOT NULL', true],
    ['EXISTS(Color) AND NOT EXISTS(missing)', true],
    ['EXISTS(user.quantity)', true],
    ['quantity + 5 * 2 = 20', true],
    ['(quantity + 5) * 2 = 30', true],
    ['quantity / 4 = 2', true],
    ['quantity % 3 = 1 AND -quantity < 0', true],
    ['price * 2 = 5', true],
    ['price > 2 AND price <= 2.5', true],
    ['quantity <> 11 AND quantity != 12', true],
    ['urgent = TRUE', true],
    ['urgent', true],
    ['NOT urgent', false],
    ['missing > 5 OR quantity > 5', true],
    ['NOT (missing > 5)', false],
    ["[two words] = 'x'", true],
    ['"two words" = \'x\'', true],
    ["property('two words') = 'x'", true],
    ["empty = ''", true],
    ['big = 5000000000', true],
    ['nothing IS NULL', true],
    ["sys.MessageId = 'id-1' AND sys.CorrelationId = 'corr'", true],
    ["sys.To = 'me' AND sys.ReplyTo = 'you' AND sys.ContentType LIKE 'text/%'", true],
    ['sys.SessionId IS NULL', true],
    ["quantity = '10'", false],
    ['1=1', true],
    ['1=0', false],
    ["Color = 'it''s'", false],
    ['quantity > 1e0', true],
  ] as const)('%s: %s', async (expression, expected) => {
    const topic = await aSubscription(expression);
    await send(topic, message);
    const found = await client().createReceiver(topic, 's').peekMessages(1);

    expect(found.length === 1).toBe(expected);
  });

  it('that Service Bus does not know are refused', async () => {
    for (const expression of ['quantity BETWEEN 5 AND 15', 'quantity = 0x0A', "sys.Nope = 'x'"]) {
      await expect(aSubscription(expression)).rejects.toMatchObject({ statusCode: 400 });
    }
  });

  it.each([
    ["SET sys.Label = 'new'", { subject: 'new' }],
    [
      "SET added = 'a' + 'b'; SET quantity = quantity + 1",
      { applicationProperties: { added: 'ab', quantity: 11 } },
    ],
    ["SET sys.To = Color; SET sys.CorrelationId = 'x'", { to: 'red', correlationId: 'x' }],
    ['SET n = newid()', { applicationProperties: { n: expect.stringMatching(/^[0-9a-f-]{36}$/) } }],
    ['SET flag = TRUE; SET price = 7.5', { applicationProperties: { flag: true, price: 7.5 } }],
  ] as const)('actions: %s', async (action, expected) => {
    const topic = await aSubscription('1=1', action);
    await send(topic, message);

    expect((await client().createReceiver(topic, 's').peekMessages(1))[0]).toMatchObject(expected);
  });

  it('actions: REMOVE', async () => {
    const topic = await aSubscription('1=1', 'REMOVE Color; REMOVE quantity');
    await send(topic, message);

    const [found] = await client().createReceiver(topic, 's').peekMessages(1);
    expect(Object.keys(found!.applicationProperties!)).not.toContain('Color');
    expect(Object.keys(found!.applicationProperties!)).not.toContain('quantity');
  });
});

describe('clients that are closed', () => {
  it('say so', async () => {
    const queue = await aQueue();
    const own = aClient(bus.harness.bus.connectionString);
    const sender = own.createSender(queue);
    await sender.sendMessages({ body: 1 });
    await sender.close();
    await expect(sender.sendMessages({ body: 2 })).rejects.toThrow(/closed/);
    await own.close();
    expect(() => own.createSender(queue)).toThrow(/closed/);
  });
});

describe('scheduling', () => {
  it('gives a number for each, which may be cancelled together', async () => {
    const queue = await aQueue();
    const sender = client().createSender(queue);
    const at = new Date(Date.now() + 60_000);
    const numbers = await sender.scheduleMessages([{ body: 1 }, { body: 2 }, { body: 3 }], at);
    expect(numbers).toHaveLength(3);
    await sender.cancelScheduledMessages([numbers[0]!, numbers[2]!]);

    const [left, ...others] = await client().createReceiver(queue).peekMessages(10);
    expect(others).toEqual([]);
    expect(left).toMatchObject({ body: 2, state: 'scheduled', scheduledEnqueueTimeUtc: at });
    await expect(sender.cancelScheduledMessages(numbers[0]!)).rejects.toMatchObject({
      code: 'MessageNotFound',
    });
  });
});

describe('a client of a broker that is started again', () => {
  it('goes on by itself', async () => {
    const queue = await aQueue();
    const { connectionString } = bus.harness.bus;
    const patient = new ServiceBusClient(connectionString, {
      retryOptions: { maxRetries: 10, retryDelayInMs: 50, maxRetryDelayInMs: 100 },
    });
    const received: unknown[] = [];
    const receiver = patient.createReceiver(queue);
    const subscription = receiver.subscribe({
      processMessage: async ({ body }) => {
        received.push(body);
      },
      processError: async () => undefined,
    });
    const sender = patient.createSender(queue);
    await sender.sendMessages({ body: 'before' });
    await until('the first has come', () => received.length === 1);

    await bus.restart();

    await sender.sendMessages({ body: 'after' });
    await until('the second has come', () => received.length >= 2);
    expect(received).toEqual(['before', 'after']);
    await subscription.close();
    await patient.close();
  });
});
