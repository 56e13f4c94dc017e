import { z } from 'zod';

const Text = z.string().optional();
const Value = z.union([z.string(), z.number(), z.boolean(), z.object({ timestamp: z.number() })]);
const Values = z.record(z.string(), Value);

/** A rule as it is on disk. */
export const SavedRule = z.object({
  name: z.string(),
  filter: z.discriminatedUnion('type', [
    z.object({ type: z.literal('sql'), expression: z.string(), parameters: Values.optional() }),
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
      properties: Values,
    }),
  ]),
  action: Text,
  actionParameters: Values.optional(),
  createdAt: z.number().optional(),
});

/** The rules of a subscription as they are on disk, with the configuration that they came from. */
export const SavedRules = z.object({ configured: z.unknown(), rules: z.array(SavedRule) });
