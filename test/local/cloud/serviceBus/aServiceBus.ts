import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { startServiceBus } from '../../../../local/cloud/serviceBus/start';
import type { ServiceBus, ServiceBusOptions } from '../../../../local/cloud/serviceBus/start';

/** Queues of a Config.json by name, with the properties that differ from Azure's defaults. */
export type Queues = Record<string, Record<string, unknown>>;

export function aConfig(queues: Queues, Topics: readonly object[] = []): string {
  const Queues = Object.entries(queues).map(([Name, Properties]) => ({ Name, Properties }));
  return JSON.stringify({ UserConfig: { Namespaces: [{ Name: 'local', Queues, Topics }] } });
}

/** A broker on a state directory of its own, and a client of it that does not retry. */
export class Harness {
  readonly logged: string[] = [];
  bus!: ServiceBus;
  client!: ServiceBusClient;
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  static async start(
    queues: Queues,
    { topics, ...options }: Partial<ServiceBusOptions> & { topics?: readonly object[] } = {},
  ): Promise<Harness> {
    const harness = new Harness(await mkdtemp(join(tmpdir(), 'service-bus-')));
    await writeFile(harness.configFile, aConfig(queues, topics));
    await harness.startBroker(options);
    return harness;
  }

  get configFile(): string {
    return join(this.directory, 'Config.json');
  }

  get stateDirectory(): string {
    return join(this.directory, 'state');
  }

  async startBroker(options: Partial<ServiceBusOptions> = {}): Promise<void> {
    this.bus = await startServiceBus({
      port: 0,
      configFile: this.configFile,
      stateDirectory: this.stateDirectory,
      log: (line) => this.logged.push(line),
      ...options,
    });
    this.client = aClient(this.bus.connectionString);
  }

  async restart(options: Partial<ServiceBusOptions> = {}): Promise<void> {
    await this.stopBroker();
    await this.startBroker(options);
  }

  async stopBroker(): Promise<void> {
    await this.client.close();
    await this.bus.close();
  }

  async close(): Promise<void> {
    await this.stopBroker();
    await rm(this.directory, { recursive: true });
  }

  async counts(queue: string): Promise<Record<string, number>> {
    const route = this.bus.controlRoutes.find(({ path }) => path.endsWith('/queues/{name}'))!;
    const request = { params: { name: queue }, query: new URLSearchParams(), body: undefined };
    const { body } = await route.handle(request);
    return body as Record<string, number>;
  }
}

export function aClient(connectionString: string, timeoutInMs = 10_000): ServiceBusClient {
  const retryOptions = { maxRetries: 0, timeoutInMs };
  return new ServiceBusClient(connectionString, { retryOptions });
}

/** Receives until there are `count` messages. */
export async function receive(
  receiver: ServiceBusReceiver,
  count: number,
): Promise<ServiceBusReceivedMessage[]> {
  const messages: ServiceBusReceivedMessage[] = [];
  while (messages.length < count) {
    const more = await receiver.receiveMessages(count - messages.length, {
      maxWaitTimeInMs: 5_000,
    });
    if (more.length === 0) {
      throw new Error(`received ${messages.length} messages, expected ${count}`);
    }
    messages.push(...more);
  }
  return messages;
}

export async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receive(receiver, 1);
  return message!;
}

/** What there is to receive right now. */
export function receiveNow(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage[]> {
  return receiver.receiveMessages(10, { maxWaitTimeInMs: 100 });
}
