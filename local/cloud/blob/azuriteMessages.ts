import { z } from 'zod';

/** What the Azurite process is told on its command line, as JSON. */
export const AzuriteSettings = z.strictObject({
  /** 0 for any free port. */
  port: z.int().min(0).max(65535),
  /** Where blobs and their metadata are kept; exists already. */
  directory: z.string(),
  certFile: z.string(),
  keyFile: z.string(),
});
export type AzuriteSettings = z.infer<typeof AzuriteSettings>;

/** What the Azurite process says when it accepts connections. */
export const AzuriteReady = z.strictObject({ port: z.int() });
export type AzuriteReady = z.infer<typeof AzuriteReady>;
