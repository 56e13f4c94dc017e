import { z } from 'zod';
import { SavedRule } from '../rules/savedRules';
import type { EntityDefinition } from './entityDefinition';

/** JSON has no Infinity. */
const NEVER = 'never';
const Quantity = z.union([z.number(), z.literal(NEVER).transform(() => Infinity)]);
const Text = z.string().optional();

const AuthorizationRule = z.object({
  keyName: z.string(),
  claimType: z.string(),
  rights: z.array(z.string()),
  primaryKey: Text,
  secondaryKey: Text,
});

const Properties = z.object({
  lockDurationMs: z.number(),
  maxDeliveryCount: z.number(),
  defaultTimeToLiveMs: Quantity,
  deadLetteringOnMessageExpiration: z.boolean(),
  requiresDuplicateDetection: z.boolean(),
  duplicateDetectionWindowMs: z.number(),
  requiresSession: z.boolean(),
  forwardTo: z.string(),
  forwardDeadLetteredMessagesTo: z.string(),
  maxSizeBytes: z.number(),
  status: z.enum(['Active', 'Disabled', 'SendDisabled', 'ReceiveDisabled']),
  autoDeleteOnIdleMs: Quantity,
  notes: z.object({
    userMetadata: Text,
    enableBatchedOperations: z.boolean(),
    enablePartitioning: z.boolean(),
    enableExpress: z.boolean(),
    supportOrdering: z.boolean(),
    deadLetteringOnFilterEvaluationExceptions: z.boolean(),
    authorizationRules: z.array(AuthorizationRule).optional(),
  }),
});

const Definition = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue'), name: z.string(), properties: Properties }),
  z.object({ kind: z.literal('topic'), name: z.string(), properties: Properties }),
  z.object({
    kind: z.literal('subscription'),
    topic: z.string(),
    name: z.string(),
    properties: Properties,
    rules: z.array(SavedRule),
  }),
]);

/** What is on disk of one entity. Times are milliseconds since 1970. */
const Saved = z.object({
  /** As the configuration had it, as text; undefined if it had none. */
  configured: z.string().optional(),
  /** Undefined once it was deleted. */
  definition: Definition.optional(),
  createdAt: z.number(),
  updatedAt: z.number(),
});

export type SavedDefinition = {
  configured?: string | undefined;
  definition?: EntityDefinition | undefined;
  createdAt: number;
  updatedAt: number;
};

export function encodeDefinition(saved: SavedDefinition): Buffer {
  return Buffer.from(textOf(saved));
}

export function decodeDefinition(bytes: Buffer): SavedDefinition {
  return Saved.parse(JSON.parse(bytes.toString('utf8')));
}

/** The same text for the same definition. */
export function textOf(definition: EntityDefinition | SavedDefinition): string {
  return JSON.stringify(definition, (_, value: unknown) => (value === Infinity ? NEVER : value));
}
