import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSecureServiceBus } from '../aSecureServiceBus';
import type { SecureServiceBus } from '../aSecureServiceBus';

let bus: SecureServiceBus;

const names = (prefix: string) => Array.from({ length: 5 }, (_, i) => `${prefix}-${i}`);

beforeAll(async () => {
  bus = await startSecureServiceBus();
  const { administration } = bus;
  await administration.createTopic('topic');
  await administration.createSubscription('topic', 'sub');
  for (const name of names('queue')) {
    await administration.createQueue(name);
  }
  for (const name of names('topic')) {
    await administration.createTopic(name);
  }
  for (const name of names('sub')) {
    await administration.createSubscription('topic', name);
  }
  for (const name of names('rule')) {
    await administration.createRule('topic', 'sub', name, { sqlExpression: '1=1' });
  }
});

afterAll(() => bus.close());

type Named = { name?: string; subscriptionName?: string };
const nameOf = (entity: Named) => entity.subscriptionName ?? entity.name;

describe.each([
  { what: 'queues', list: () => bus.administration.listQueues(), expected: names('queue') },
  {
    what: 'runtime properties of queues',
    list: () => bus.administration.listQueuesRuntimeProperties(),
    expected: names('queue'),
  },
  {
    what: 'topics',
    list: () => bus.administration.listTopics(),
    expected: ['topic', ...names('topic')],
  },
  {
    what: 'runtime properties of topics',
    list: () => bus.administration.listTopicsRuntimeProperties(),
    expected: ['topic', ...names('topic')],
  },
  {
    what: 'subscriptions',
    list: () => bus.administration.listSubscriptions('topic'),
    expected: ['sub', ...names('sub')],
  },
  {
    what: 'runtime properties of subscriptions',
    list: () => bus.administration.listSubscriptionsRuntimeProperties('topic'),
    expected: ['sub', ...names('sub')],
  },
  {
    what: 'rules',
    list: () => bus.administration.listRules('topic', 'sub'),
    expected: ['$Default', ...names('rule')],
  },
])('the list of $what', ({ list, expected }) => {
  it('has all of them, in the order of their names', async () => {
    const found = [];
    for await (const entity of list()) {
      found.push(nameOf(entity));
    }

    expect(found).toEqual(expected);
  });

  it('comes in pages, and goes on from where a token says', async () => {
    const pages = [];
    for await (const page of list().byPage({ maxPageSize: 2 })) {
      pages.push(page.map(nameOf));
    }
    expect(pages.flat()).toEqual(expected);
    expect(pages[0]).toHaveLength(2);

    const first = await list().byPage({ maxPageSize: 2 }).next();
    const { continuationToken } = first.value as { continuationToken: string };
    const rest = await list().byPage({ continuationToken, maxPageSize: 50 }).next();
    expect((rest.value as Named[]).map(nameOf)).toEqual(expected.slice(2));
  });
});

describe('a list of nothing', () => {
  it('is empty, but that of a topic that is not there is an error', async () => {
    await bus.administration.createTopic('lonely');

    const first = await bus.administration.listSubscriptions('lonely').next();
    expect(first).toEqual({ done: true, value: undefined });
    await expect(bus.administration.listSubscriptions('missing').next()).rejects.toMatchObject({
      code: 'MessageEntityNotFoundError',
    });
  });
});

describe('the namespace', () => {
  it('has the name of the configuration, in the Standard tier', async () => {
    const properties = await bus.administration.getNamespaceProperties();

    expect(properties).toMatchObject({ name: 'local', messagingSku: 'Standard' });
    expect(properties.createdAt).toBeInstanceOf(Date);
  });
});
