import { z } from 'zod';
import { evaluate } from './evaluate';
import { idIn, templateFunctions } from './functions';
import type { Place } from './functions';
import { TemplateError } from './templateError';

const Values = z.record(z.string(), z.unknown());
const Resource = z.looseObject({
  type: z.string(),
  name: z.unknown(),
  id: z.string().optional(),
  condition: z.unknown().optional(),
});

/** An ARM template, as Bicep compiles to it. */
export const Template = z.looseObject({
  parameters: z
    .record(z.string(), z.looseObject({ defaultValue: z.unknown().optional() }))
    .default({}),
  variables: Values.default({}),
  /** A list, or since `languageVersion` 2.0 by symbolic names. */
  resources: z.union([z.array(Resource), z.record(z.string(), Resource)]),
});
export type Template = z.infer<typeof Template>;

/** A template with values for its parameters, as in the body of a deployment. */
export const Deployment = z.object({
  template: Template,
  parameters: z.record(z.string(), z.looseObject({ value: z.unknown().optional() })).default({}),
});
export type Deployment = z.infer<typeof Deployment>;

/**
 * Works out the resources that a deployment makes, with their ids. Throws `TemplateError` for
 * expressions and loops that are not simulated, and for parameters without a value.
 */
export function resolveTemplate({ template, parameters }: Deployment, place: Place): unknown[] {
  const given = new Map(Object.entries(parameters).map(([name, { value }]) => [low(name), value]));
  const defaults = new Map(
    Object.entries(template.parameters).map(([name, one]) => [low(name), one]),
  );
  const variables = new Map(
    Object.entries(template.variables).map(([name, value]) => [low(name), value]),
  );
  const parameter = (name: string): unknown => {
    if (given.has(low(name))) {
      return given.get(low(name));
    }
    const declared = defaults.get(low(name));
    if (declared === undefined || !('defaultValue' in declared)) {
      throw new TemplateError(`The parameter ${name} has no value`);
    }
    return resolve(declared.defaultValue);
  };
  const variable = (name: string): unknown => {
    if (!variables.has(low(name))) {
      throw new TemplateError(`There is no variable ${name}`);
    }
    return resolve(variables.get(low(name)));
  };
  const call = (name: string, args: readonly unknown[]): unknown => {
    switch (low(name)) {
      case 'parameters':
        return parameter(String(args[0]));
      case 'variables':
        return variable(String(args[0]));
      default:
        return callFunction(name, args, place);
    }
  };
  const resolve = (value: unknown): unknown => resolved(value, call);
  return Object.values(template.resources)
    .map((resource) => Resource.parse(resolve(resource)))
    .filter(({ condition }) => condition !== false)
    .map((resource) => withId(resource, place));
}

function low(name: string): string {
  return name.toLowerCase();
}

function callFunction(name: string, args: readonly unknown[], place: Place): unknown {
  const found = templateFunctions.get(low(name));
  if (found === undefined) {
    throw new TemplateError(`The template function ${name}() is not simulated`);
  }
  try {
    return found(args, place);
  } catch (error) {
    if (error instanceof z.ZodError) {
      throw new TemplateError(`Found ${name}(${JSON.stringify(args).slice(1, -1)})`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** A value with every expression in it worked out. `[[` at the start of a text stands for `[`. */
function resolved(
  value: unknown,
  call: (name: string, args: readonly unknown[]) => unknown,
): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('[[')) {
      return value.slice(1);
    }
    return value.startsWith('[') && value.endsWith(']')
      ? evaluate(value.slice(1, -1), call)
      : value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => resolved(item, call));
  }
  const bag = Values.safeParse(value);
  if (!bag.success) {
    return value;
  }
  if ('copy' in bag.data) {
    throw new TemplateError('Loops (copy) are not simulated');
  }
  return Object.fromEntries(
    Object.entries(bag.data).map(([name, item]) => [name, resolved(item, call)]),
  );
}

function withId(resource: z.infer<typeof Resource>, place: Place): unknown {
  const { id, type, name, condition: _, ...rest } = resource;
  return { ...rest, type, name, id: id ?? idIn(place, type, String(name).split('/')) };
}
