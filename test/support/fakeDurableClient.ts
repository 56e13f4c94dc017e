import type { DurableClient, DurableOrchestrationStatus } from 'durable-functions';

type Instance = Pick<
  DurableOrchestrationStatus,
  'name' | 'instanceId' | 'input' | 'customStatus'
> & {
  runtimeStatus: 'Running' | 'Completed' | 'Failed';
  output?: unknown;
};

/**
 * A durable client whose orchestrations only begin. As with the real one, an instance that is not
 * known is an error that says 404, and a start under the id of a running one fails.
 */
export class FakeDurableClient {
  readonly instances = new Map<string, Instance>();
  /** Awaited ahead of every start, to let another caller come first or to break it. */
  beforeStart: () => Promise<void> | void = () => undefined;
  /** Thrown by every look at an instance. */
  outage: Error | undefined;

  get started(): Instance[] {
    return [...this.instances.values()];
  }

  async startNew(
    name: string,
    { instanceId = '', input }: { instanceId?: string; input?: unknown } = {},
  ): Promise<string> {
    await this.beforeStart();
    if (this.instances.get(instanceId)?.runtimeStatus === 'Running') {
      throw new Error(`An Orchestration instance with the status Running already exists.`);
    }
    this.set(instanceId, { name, input });
    return instanceId;
  }

  async getStatus(instanceId: string): Promise<Instance> {
    if (this.outage) {
      throw this.outage;
    }
    const found = this.instances.get(instanceId);
    if (!found) {
      throw new Error(
        `DurableClient error: Durable Functions extension replied with HTTP 404 response. This usually means we could not find any data associated with the instanceId provided: ${instanceId}.`,
      );
    }
    return found;
  }

  set(instanceId: string, over: Partial<Instance>): void {
    const known = this.instances.get(instanceId);
    const fresh = { name: '', instanceId, input: null, runtimeStatus: 'Running' as const };
    this.instances.set(instanceId, { ...fresh, ...known, ...over });
  }

  /** As the type that functions take: of it they use no more than is here. */
  asClient(): DurableClient {
    return this as unknown as DurableClient;
  }
}
