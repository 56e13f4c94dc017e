import * as df from 'durable-functions';
import type { Contract } from '../durable/contract';
import type { Services } from '../ports';
import type { Connected } from './services';

/** Registers the handler behind an activity, checking what goes in and what comes out. */
export function serve<In, Out>(
  { servicesFor }: Connected,
  { name, input, output }: Contract<In, Out>,
  handler: (input: In, services: Services) => Promise<Out>,
): void {
  df.app.activity(name, {
    handler: async (raw, context) => {
      // An activity without input gets undefined from the runtime, and null in our contracts.
      const ask = input.parse(raw ?? null);
      return output.parse(await handler(ask, servicesFor(context)));
    },
  });
}
