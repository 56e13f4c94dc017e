import { z } from 'zod';
import { TemplateError } from './templateError';

/** Where a template is deployed to. */
export type Place = {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
};

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Texts = z.array(Text);
const Arrays = z.array(z.array(z.unknown())).min(1);

type TemplateFunction = (args: readonly unknown[], place: Place) => unknown;

/** The functions of the template language that are simulated, by their names in lower case. */
export const templateFunctions: ReadonlyMap<string, TemplateFunction> = new Map<
  string,
  TemplateFunction
>([
  ['concat', concat],
  ['format', format],
  ['tolower', ([text]) => Text.parse(text).toLowerCase()],
  ['toupper', ([text]) => Text.parse(text).toUpperCase()],
  ['string', ([value]) => (typeof value === 'string' ? value : JSON.stringify(value))],
  ['int', ([value]) => z.coerce.number().int().parse(value)],
  ['createarray', (args) => [...args]],
  ['createobject', createObject],
  ['true', () => true],
  ['false', () => false],
  ['null', () => null],
  ['resourceid', (args, place) => resourceId(Texts.parse(args), place)],
  ['subscription', (_, place) => ({ ...place, id: subscription(place) })],
  [
    'resourcegroup',
    (_, place) => ({ name: place.resourceGroup, location: place.location, id: group(place) }),
  ],
]);

function concat(args: readonly unknown[]): unknown {
  const arrays = Arrays.safeParse(args);
  return arrays.success ? arrays.data.flat() : Texts.parse(args).join('');
}

function format([template, ...args]: readonly unknown[]): string {
  const texts = Texts.parse(args);
  return Text.parse(template).replaceAll(
    /\{(\d+)\}/g,
    (_, index: string) => texts[Number(index)] ?? '',
  );
}

function createObject(args: readonly unknown[]): unknown {
  return Object.fromEntries(
    args.flatMap((name, index) => (index % 2 === 0 ? [[Text.parse(name), args[index + 1]]] : [])),
  );
}

function subscription({ subscriptionId }: Place): string {
  return `/subscriptions/${subscriptionId}`;
}

function group(place: Place): string {
  return `${subscription(place)}/resourceGroups/${place.resourceGroup}`;
}

/** `resourceId([subscription], [resource group], type, name, …)`: a name for each part of the type. */
function resourceId(args: readonly string[], place: Place): string {
  const at = args.findIndex((arg) => arg.includes('/'));
  const type = args[at];
  if (type === undefined || at > 2) {
    throw new TemplateError(`Found resourceId(${args.join(', ')}), expected a type and a name`);
  }
  const within = args.slice(0, at);
  const scope = {
    ...place,
    ...(within.length > 0 && { resourceGroup: within.at(-1) ?? '' }),
    ...(within.length > 1 && { subscriptionId: within[0] ?? '' }),
  };
  return idIn(scope, type, args.slice(at + 1));
}

/** The id of a resource of a type; throws if its names are too few or too many for that. */
export function idIn(place: Place, type: string, names: readonly string[]): string {
  const [namespace, ...parts] = type.split('/');
  if (parts.length === 0 || parts.length !== names.length) {
    throw new TemplateError(
      `Found the type ${type} with the name ${names.join('/')}, expected a name for each part`,
    );
  }
  const path = parts.map((part, index) => `${part}/${names[index]}`).join('/');
  return `${group(place)}/providers/${namespace}/${path}`;
}
