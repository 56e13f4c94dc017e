import { z } from 'zod';

const Page = z.int().min(1).max(1000);

/** The part of a Resource Graph request that is simulated; anything else in it is refused. */
export const GraphRequest = z.strictObject({
  query: z.string().min(1),
  subscriptions: z.array(z.string()).optional(),
  options: z
    .strictObject({
      $skip: z.int().nonnegative().default(0),
      $skipToken: z
        .string()
        .regex(/^\d{1,9}$/, 'expected a token of an answer before')
        .optional(),
      $top: Page.default(1000),
      resultFormat: z.enum(['table', 'objectArray']).default('objectArray'),
    })
    .partial()
    .default({}),
});
export type GraphRequest = z.infer<typeof GraphRequest>;
