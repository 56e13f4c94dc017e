import { isOfType } from './bindings';
import type { NamedBinding, TriggeredFunction } from './bindings';
import type { DurableEngine } from './durable/createDurableEngine';
import type { FunctionBindings, Succeeded } from './invoke';
import { outputMessages } from './serviceBus/outputMessages';
import type { Senders } from './serviceBus/openSenders';
import type { TypedData } from './worker/types';

const durableClients = ['durableClient', 'orchestrationClient'];

const supported = {
  trigger: [
    'httpTrigger',
    'timerTrigger',
    'serviceBusTrigger',
    'orchestrationTrigger',
    'activityTrigger',
    'entityTrigger',
  ],
  input: durableClients,
  output: ['http', 'serviceBus'],
};

/** Why this host cannot run a function; undefined when it can. */
export function unsupportedBinding(triggered: TriggeredFunction): string | undefined {
  const { trigger, inputs, outputs } = triggered;
  if (trigger.binding['sdkBinding'] === true) {
    return `"sdkBinding" of a ${trigger.binding.type} is not supported by this host`;
  }
  const unknown =
    [trigger].find(isNoneOf(supported.trigger)) ??
    inputs.find(isNoneOf(supported.input)) ??
    outputs.find(isNoneOf(supported.output));
  return unknown && `the binding type "${unknown.binding.type}" is not supported by this host`;
}

/** Whether a function is run by the durable engine, or calls it. */
export function needsDurable({ trigger, inputs }: TriggeredFunction): boolean {
  const durableTriggers = ['orchestrationTrigger', 'activityTrigger', 'entityTrigger'];
  return !isNoneOf(durableTriggers)(trigger) || inputs.some((input) => isDurableClient(input));
}

/** Carries out the bindings other than triggers: durable clients in, Service Bus messages out. */
export function createFunctionBindings(
  functions: readonly TriggeredFunction[],
  host: { durable: () => DurableEngine | undefined; baseUrl: string; senders: Senders },
): FunctionBindings {
  const byName = new Map(functions.map((triggered) => [triggered.name, triggered]));
  return {
    inputsOf: (functionName) => {
      const clients = byName.get(functionName)?.inputs.filter(isDurableClient) ?? [];
      return clients.map(({ name }) => {
        const string = host.durable()?.clientBindingData(host.baseUrl) ?? '';
        return { name, data: { string } };
      });
    },
    deliver: async (functionName, result) => {
      const outputs = byName.get(functionName)?.outputs ?? [];
      for (const output of outputs.filter((candidate) => isOfType(candidate, 'serviceBus'))) {
        await host.senders.send(output, outputMessages(valueOf(output, result)));
      }
    },
  };
}

function valueOf({ name }: NamedBinding, { returnValue, outputs }: Succeeded): TypedData | null {
  return name === '$return'
    ? returnValue
    : (outputs.find((output) => output.name === name)?.data ?? null);
}

function isDurableClient(binding: NamedBinding): boolean {
  return !isNoneOf(durableClients)(binding);
}

function isNoneOf(types: readonly string[]): (binding: NamedBinding) => boolean {
  return (binding) => !types.some((type) => isOfType(binding, type));
}
