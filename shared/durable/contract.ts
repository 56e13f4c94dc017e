import type { z } from 'zod';

/**
 * What one durable function may ask of another. All of it crosses a border as JSON, so both
 * sides check it, and times travel as ISO strings.
 */
export type Contract<In, Out> = {
  readonly name: string;
  readonly input: z.ZodType<In>;
  readonly output: z.ZodType<Out>;
};

export function contract<In, Out>(
  name: string,
  border: { input: z.ZodType<In>; output: z.ZodType<Out> },
): Contract<In, Out> {
  return { name, ...border };
}
