import { z } from 'zod';

const Id = z.string().regex(/^[A-Z]\d{1,2}$/, 'expected an id like A01');

/** What Ripcord is to be able to do: an id and one line for each, by section. */
export const CapabilityList = z.strictObject({
  sections: z.array(
    z.strictObject({
      title: z.string().min(1),
      capabilities: z.record(Id, z.string().min(1)),
      /** Those that are about targets other than Azure ML. */
      adapters: z.array(Id).optional(),
    }),
  ),
});
export type CapabilityList = z.infer<typeof CapabilityList>;
