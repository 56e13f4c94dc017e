import { ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { receiveOne } from '../aServiceBus';
import { startSecureServiceBus } from '../aSecureServiceBus';
import type { SecureServiceBus } from '../aSecureServiceBus';

let bus: SecureServiceBus;
let host: string;

beforeAll(async () => {
  bus = await startSecureServiceBus({ q: {} });
  host = `localhost:${bus.harness.bus.port}`;
});

afterAll(() => bus.close());

const options = { retryOptions: { maxRetries: 0, timeoutInMs: 10_000 } };
const unauthorized = { statusCode: 401, code: 'UnauthorizedRequestError' };

async function roundTrip(client: ServiceBusClient) {
  await client.createSender('q').sendMessages({ body: 'hello' });
  const receiver = client.createReceiver('q', { receiveMode: 'receiveAndDelete' });
  const { body } = await receiveOne(receiver);
  await client.close();
  return String(body);
}

describe('administration', () => {
  it('is for who has the key, by connection string or as a credential', async () => {
    const { name, key } = { name: 'RootManageSharedAccessKey', key: 'SAS_KEY_VALUE' };
    const withoutFlag = `Endpoint=sb://${host}/;SharedAccessKeyName=${name};SharedAccessKey=${key}`;
    const credential = { name, key };

    for (const client of [
      new ServiceBusAdministrationClient(withoutFlag, options),
      new ServiceBusAdministrationClient(host, credential, options),
    ]) {
      expect(await client.queueExists('q')).toBe(true);
    }
  });

  it('is refused with 401 to a wrong key, and to a wrong name of a key', async () => {
    for (const [name, key] of [
      ['RootManageSharedAccessKey', 'wrong'],
      ['wrong', 'SAS_KEY_VALUE'],
    ] as const) {
      const credential = { name, key };
      const client = new ServiceBusAdministrationClient(host, credential, options);

      await expect(client.getQueue('q')).rejects.toMatchObject(unauthorized);
    }
  });

  it('is for owners among those who come with a token of Entra ID', async () => {
    const as = (...roles: string[]) =>
      new ServiceBusAdministrationClient(host, bus.trust.credential(...roles), options);

    const owner = as('Azure Service Bus Data Owner');
    expect(await owner.createQueue('owned', { forwardTo: 'q' })).toMatchObject({
      forwardTo: `sb://${host}/q`,
    });
    await expect(as('Azure Service Bus Data Sender').getQueue('q')).rejects.toMatchObject(
      unauthorized,
    );
    await expect(as('Reader').getQueue('q')).rejects.toMatchObject(unauthorized);
  });

  it('can be reached on plain HTTP too, as that of Microsoft’s emulator', async () => {
    const client = new ServiceBusAdministrationClient(bus.harness.bus.connectionString, options);
    type Url = (...parts: unknown[]) => string;
    const getUrl = Reflect.get(client, 'getUrl') as Url;
    Reflect.set(client, 'getUrl', (...parts: unknown[]) =>
      Reflect.apply(getUrl, client, parts).replace('https:', 'http:'),
    );
    client.pipeline.addPolicy({
      name: 'allowHttp',
      sendRequest: async (request, next) => next({ ...request, allowInsecureConnection: true }),
    });

    expect(await client.queueExists('q')).toBe(true);
  });
});

describe('messages', () => {
  it('go within TLS where the connection string does not speak of an emulator', async () => {
    const connectionString = bus.harness.bus.connectionString.replace(
      'UseDevelopmentEmulator=true;',
      '',
    );

    expect(await roundTrip(new ServiceBusClient(connectionString, options))).toBe('hello');
  });

  it('go for those who come with a token of Entra ID and a role for it', async () => {
    const as = (...roles: string[]) =>
      new ServiceBusClient(host, bus.trust.credential(...roles), options);
    const [sender, receiver] = ['Azure Service Bus Data Sender', 'Azure Service Bus Data Receiver'];

    expect(await roundTrip(as(sender, receiver))).toBe('hello');
    const onlySender = as(sender);
    await onlySender.createSender('q').sendMessages({ body: 1 });
    await expect(onlySender.createReceiver('q').receiveMessages(1)).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
    await onlySender.close();
  });

  it('go for those who have the key of a rule of the queue, as far as its rights go', async () => {
    const key = Buffer.from('a key of its own').toString('base64');
    await bus.administration.createQueue('shared', {
      authorizationRules: [
        { claimType: 'SharedAccessKey', keyName: 'send', accessRights: ['Send'], primaryKey: key },
      ],
    });
    const client = new ServiceBusClient(host, { name: 'send', key }, options);

    await client.createSender('shared').sendMessages({ body: 1 });
    await expect(client.createReceiver('shared').receiveMessages(1)).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
    await expect(client.createSender('q').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
    });
    await client.close();
  });
});
