import { parseRetryPolicy } from './retryPolicy';
import type { RetryPolicy } from './retryPolicy';
import type { Binding, RegisteredFunction } from './worker/types';

/** A function with the binding that starts it. */
export type TriggeredFunction = {
  name: string;
  trigger: NamedBinding;
  inputs: readonly NamedBinding[];
  outputs: readonly NamedBinding[];
  retry: RetryPolicy | undefined;
};

export type NamedBinding = { name: string; binding: Binding };

/** Sorts a function's bindings by what they do. Throws when none is a trigger, or retries are odd. */
export function triggeredFunction({
  name,
  bindings,
  retryOptions,
}: RegisteredFunction): TriggeredFunction {
  const all = Object.entries(bindings).map(([bindingName, binding]) => ({
    name: bindingName,
    binding,
  }));
  const trigger = all.find(({ binding }) => /trigger$/i.test(binding.type));
  if (trigger === undefined) {
    throw new Error(`The function "${name}" has no trigger among its bindings`);
  }
  return {
    name,
    trigger,
    inputs: all.filter((candidate) => candidate !== trigger && isDirection(candidate, 'in')),
    outputs: all.filter((candidate) => isDirection(candidate, 'out')),
    retry: retryOptions && parseRetryPolicy(retryOptions),
  };
}

export function isOfType({ binding }: NamedBinding, type: string): boolean {
  return binding.type.toLowerCase() === type.toLowerCase();
}

/** A text property of a binding; undefined when absent or no text. */
export function textProperty({ binding }: NamedBinding, name: string): string | undefined {
  const value = binding[name];
  return typeof value === 'string' ? value : undefined;
}

function isDirection({ binding }: NamedBinding, direction: string): boolean {
  return binding.direction.toLowerCase() === direction;
}
