import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServiceBus } from '../../../../local/cloud/serviceBus/start';
import type { ServiceBus } from '../../../../local/cloud/serviceBus/start';
import { until } from '../../../support/until';
import { runHost } from '../support/runHost';
import type { RunningHost } from '../support/runHost';

const dir = mkdtempSync(join(tmpdir(), 'queue-trigger-'));
let broker: ServiceBus;
let client: ServiceBusClient;
let host: RunningHost;

beforeAll(async () => {
  broker = await startBroker(0);
  client = new ServiceBusClient(broker.connectionString);
  host = await runHost('queue', { env: { ...env(), 'AzureWebJobs.again.Disabled': 'true' } });
  await host.says('describe receives from described.');
});

afterAll(async () => {
  await host.stop();
  await client.close();
  await broker.close();
  rmSync(dir, { recursive: true, force: true });
});

function env(): Record<string, string> {
  return { BROKER: broker.connectionString, QUEUE: 'work' };
}

async function startBroker(port: number): Promise<ServiceBus> {
  const configFile = join(dir, 'Config.json');
  const queue = (Name: string) => ({ Name, Properties: { MaxDeliveryCount: 3 } });
  const Queues = [
    ...[
      'work',
      'described',
      'fragile',
      'results',
      'batched',
      'kept',
      'repeated',
      'repetitions',
    ].map(queue),
    { Name: 'ordered', Properties: { RequiresSession: true } },
  ];
  const Topics = [{ Name: 'news', Subscriptions: [{ Name: 'all' }] }];
  const UserConfig = { Namespaces: [{ Name: 'local', Queues, Topics }] };
  writeFileSync(configFile, JSON.stringify({ UserConfig }));
  const stateDirectory = join(dir, 'state');
  return startServiceBus({ port, configFile, stateDirectory, log: () => {} });
}

async function send(queue: string, ...bodies: unknown[]): Promise<void> {
  const sender = client.createSender(queue);
  await sender.sendMessages(bodies.map((body) => ({ body })));
  await sender.close();
}

/** Looks at the messages of a queue without taking them. */
async function peek(count: number, queue: string): Promise<ServiceBusReceivedMessage[]> {
  const receiver = client.createReceiver(queue);
  const messages = await receiver.peekMessages(count);
  await receiver.close();
  return messages;
}

/** Takes messages off a queue once there are as many as wanted. */
async function take(count: number, queue: string): Promise<ServiceBusReceivedMessage[]> {
  await until(
    `${count} messages lie in ${queue}`,
    async () => (await peek(count, queue)).length === count,
  );
  const receiver = client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
  const messages = await receiver.receiveMessages(count);
  await receiver.close();
  return messages;
}

/** How often each message was handled, once the queue is empty and poison was tried three times. */
function handledOften(poison: readonly number[]) {
  return async (): Promise<Record<string, number> | false> => {
    const counts = (await (await host.fetch('/api/handled')).json()) as Record<string, number>;
    const isEmpty = (await peek(1, 'work')).length === 0;
    return isEmpty && poison.every((number) => counts[number]! >= 3) && counts;
  };
}

const numbers = (messages: readonly ServiceBusReceivedMessage[], key: string): number[] =>
  messages.map(({ body }) => (body as Record<string, number>)[key]!).toSorted((a, b) => a - b);

describe('a queue trigger', () => {
  it('loses nothing and completes nothing wrongly when outcomes are mixed', async () => {
    const all = Array.from({ length: 500 }, (_, number) => number);
    const isPoison = (number: number): boolean => number % 5 === 0;
    const poison = all.filter(isPoison);

    await send('work', ...all.map((number) => ({ number })));

    const handled = await until('everything was handled', handledOften(poison), {
      withinMs: 20_000,
    });
    const expected = all.map((number) => [String(number), isPoison(number) ? 3 : 1]);
    expect(handled).toEqual(Object.fromEntries(expected));
    const dead = await peek(all.length, 'work/$deadletterqueue');
    expect(numbers(dead, 'number')).toEqual(poison);
    expect(new Set(dead.map(({ deadLetterReason }) => deadLetterReason))).toEqual(
      new Set(['MaxDeliveryCountExceeded']),
    );
  });

  it('gives the function the body and the metadata of its message', async () => {
    const sender = client.createSender('described');
    await sender.sendMessages({
      body: { alert: 'drift', nested: { deep: 1 }, list: [1] },
      messageId: 'id-1',
      subject: 'a subject',
      contentType: 'application/json',
      correlationId: 'c-1',
      applicationProperties: { Tenant: 'north' },
    });
    await sender.close();

    const [{ body } = { body: undefined }] = await take(1, 'results');

    expect(body).toMatchObject({
      message: { alert: 'drift', nested: { deep: 1 }, list: [1] },
      metadata: {
        messageId: 'id-1',
        deliveryCount: 1,
        sequenceNumber: 1,
        subject: 'a subject',
        label: 'a subject',
        contentType: 'application/json',
        correlationId: 'c-1',
        applicationProperties: { tenant: 'north' },
        userProperties: { tenant: 'north' },
        enqueuedTimeUtc: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        lockToken: expect.any(String),
        alert: 'drift',
        nested: { deep: 1 },
      },
    });
    expect(Object.keys((body as { metadata: object }).metadata)).not.toContain('list');
  });

  it('says of which message it is that a function runs for', () => {
    expect(host.output()).toMatch(
      /Executing 'Functions\.describe' \(Reason='\(null\)', Id=.*\n.*Trigger Details: MessageId: \S+, SequenceNumber: \d+, DeliveryCount: 1, EnqueuedTimeUtc: \S+Z, LockedUntilUtc: \S+Z, SessionId: /,
    );
  });

  it('gives a function that takes batches all there is, and again all when it throws', async () => {
    const sender = client.createSender('batched');
    const properties = { applicationProperties: { From: 'here' } };
    await sender.sendMessages([{ body: 'poison', ...properties }, { body: { b: 2 } }]);
    await sender.close();

    const batches = await until('the batch is handled', async () => {
      const seen = (await (await host.fetch('/api/batches')).json()) as {
        messages: unknown[];
        deliveryCountArray: number[];
        applicationPropertiesArray: unknown[];
      }[];
      const isEmpty = (await peek(1, 'batched')).length === 0;
      return isEmpty && seen.length >= 2 && seen;
    });
    expect(batches[0]).toMatchObject({
      messages: ['poison', { b: 2 }],
      deliveryCountArray: [1, 1],
    });
    expect(batches[0]!.applicationPropertiesArray[0]).toEqual({ from: 'here' });
    expect(batches.slice(1).flatMap(({ deliveryCountArray }) => deliveryCountArray)).toEqual([
      2, 2,
    ]);
  });

  it('leaves the message to a function whose binding says so', async () => {
    await send('kept', 'mine');

    const seen = await until('it was handled', async () => {
      const all = (await (await host.fetch('/api/seen')).json()) as string[];
      return all.length > 0 && all;
    });
    expect(seen).toEqual(['mine']);
    await host.says("Executed 'Functions.keep' (Succeeded");
    expect((await peek(1, 'kept')).map(({ body }): unknown => body)).toEqual(['mine']);
  });

  it('handles a message twice where it is told to, and completes it once', async () => {
    const args = ['--functions', 'again', '--faults', 'repeat-message=2'];
    const faulty = await runHost('queue', { args, env: env() });
    try {
      await faulty.says('again receives from repeated.');
      await send('repeated', 'a', 'b');

      const receiver = client.createReceiver('repetitions', { receiveMode: 'receiveAndDelete' });
      const results = [];
      while (results.length < 3) {
        results.push(...(await receiver.receiveMessages(3)));
      }
      expect(results.map(({ body }): unknown => body)).toEqual(
        Array.from({ length: 3 }, () => ({ message: expect.any(String), of: 1 })),
      );
      // Without a number to begin with, every peek begins where the one before has ended.
      const { sequenceNumber: fromSequenceNumber } = results[0]!;
      const repeated = client.createReceiver('repeated');
      await until('both are completed', async () => {
        const left = await repeated.peekMessages(2, { fromSequenceNumber: fromSequenceNumber! });
        return left.length === 0;
      });
      await Promise.all([receiver.close(), repeated.close()]);
    } finally {
      await faulty.stop();
    }
  });

  it('says what has no effect, and what it cannot serve', () => {
    expect(host.output()).toContain(
      "The retry policy of 'keep' has no effect: a serviceBusTrigger supports none",
    );
    expect(host.output()).toContain(
      `The 'deferred' function is in error: "sdkBinding" of a serviceBusTrigger is not supported`,
    );
  });

  it('takes sessions side by side, and each in its order', async () => {
    const sender = client.createSender('ordered');
    const numbered = Array.from({ length: 20 }, (_, body) => body);
    for (const sessionId of ['a', 'b', 'c']) {
      await sender.sendMessages(numbered.map((body) => ({ body, sessionId })));
    }
    await sender.close();

    const seen = await until('all sessions are handled', async () => {
      const handled = (await (await host.fetch('/api/sessions')).json()) as [string, number][];
      return handled.length >= 60 && handled;
    });
    for (const sessionId of ['a', 'b', 'c']) {
      expect(seen.filter(([id]) => id === sessionId).map(([, number]) => number)).toEqual(numbered);
    }
  });

  it('takes what a topic passes to a subscription', async () => {
    await send('news', 'first', 'second');

    await until('both are handled', async () => {
      const news = (await (await host.fetch('/api/news')).json()) as string[];
      return news.toSorted().join() === 'first,second';
    });
    expect(host.output()).toContain('subscribe receives from news/Subscriptions/all.');
  });

  it('is started by hand with the input as its message', async () => {
    const run = (body: string): Promise<Response> =>
      host.fetch('/admin/functions/describe', { method: 'POST', body });

    expect((await run('{"input":"{\\"by\\":\\"hand\\"}"}')).status).toBe(202);
    expect((await run('')).status).toBe(400);

    const [message] = await take(1, 'results');
    expect(message?.body).toMatchObject({ message: { by: 'hand' } });
  });

  it('gives a message back once, not once for every try, while there is no process to run it', async () => {
    await send('fragile', 'careful');

    expect(numbers(await take(1, 'results'), 'deliveryCount')).toEqual([2]);
  });

  it('waits for a broker that went away, and says so once', async () => {
    const { port } = broker;
    await client.close();
    await broker.close();
    await host.says('work cannot receive from work, and goes on trying');
    broker = await startBroker(port);
    client = new ServiceBusClient(broker.connectionString);

    await until(
      'it receives again',
      () => host.output().split('work receives from work.').length === 3,
    );
    await send('described', { after: 'the break' });

    const [message] = await take(1, 'results');
    expect(message?.body).toMatchObject({ message: { after: 'the break' } });
    expect(host.output().split('work cannot receive').length).toBe(2);
  });
});

describe('a Service Bus output', () => {
  const post = (path: string, body: unknown): Promise<Response> =>
    host.fetch(path, { method: 'POST', body: JSON.stringify(body) });

  it.each([
    { value: { a: 1 }, bodies: [{ a: 1 }], contentType: 'application/json' },
    { value: 'text', bodies: ['text'], contentType: 'text/plain' },
    { value: [{ a: 1 }, { a: 2 }], bodies: [{ a: 1 }, { a: 2 }], contentType: 'application/json' },
  ])('sends $value as $contentType', async ({ value, bodies, contentType }) => {
    expect((await post('/api/send', value)).status).toBe(202);

    const messages = await take(bodies.length, 'results');
    expect(messages.map(({ body }): unknown => asText(body))).toEqual(bodies);
    expect(messages[0]?.contentType).toBe(contentType);
  });

  it('fails the function when it cannot be sent', async () => {
    expect((await post('/api/sendNowhere', {})).status).toBe(500);
    await host.says("Executed 'Functions.sendNowhere' (Failed");
  });
});

/** The SDK leaves text that is no JSON in a buffer. */
function asText(body: unknown): unknown {
  return Buffer.isBuffer(body) ? body.toString() : body;
}
