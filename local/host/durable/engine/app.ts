import type { InvocationResult, RegisteredFunction, TypedData, Worker } from '../../worker/types';

type Trigger = 'orchestrationTrigger' | 'activityTrigger' | 'entityTrigger';

/** A durable function of the app, ready to be called with its trigger's input. */
export type DurableFunction = {
  name: string;
  call(input: TypedData, triggerMetadata?: Record<string, TypedData>): Promise<InvocationResult>;
};

/** The durable functions of one worker, found by name whatever its case. */
export class App {
  readonly worker: Worker;
  private readonly functions = new Map<string, DurableFunction>();

  constructor(worker: Worker) {
    this.worker = worker;
    for (const registered of worker.functions) {
      this.add(registered);
    }
  }

  find(trigger: Trigger, name: string): DurableFunction | undefined {
    return this.functions.get(key(trigger, name));
  }

  private add({ name, bindings }: RegisteredFunction): void {
    for (const [bindingName, { type }] of Object.entries(bindings)) {
      this.functions.set(key(type, name), {
        name,
        call: async (data, triggerMetadata = {}) =>
          this.worker.invoke({
            functionName: name,
            inputs: [{ name: bindingName, data }],
            triggerMetadata,
          }),
      });
    }
  }
}

function key(trigger: string, name: string): string {
  return `${trigger}:${name}`.toLowerCase();
}
