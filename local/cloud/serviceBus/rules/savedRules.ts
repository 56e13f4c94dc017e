import { z } from 'zod';

const Text = z.string().optional();
const Rule = z.object({
  name: z.string(),
  filter: z.discriminatedUnion('type', [
    z.object({ type: z.literal('sql'), expression: z.string() }),
    z.object({
      type: z.literal('correlation'),
      correlationId: Text,
      messageId: Text,
      to: Text,
      replyTo: Text,
      subject: Text,
      sessionId: Text,
      replyToSessionId: Text,
      contentType: Text,
      properties: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ]),
  action: Text,
});

/** The rules of a subscription as they are on disk, with the configuration that they came from. */
export const SavedRules = z.object({ configured: z.unknown(), rules: z.array(Rule) });
