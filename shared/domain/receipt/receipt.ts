import { z } from 'zod';
import { Circuit } from '../fleet';
import { IncidentId } from '../incident';
import { ReleaseId } from '../release/releaseId';
import { Sha256 } from '../release/integrity';
import { Revision } from '../revision';
import { Instant } from '../time';

const CircuitReceipt = z.strictObject({
  ...Circuit.shape,
  endpoint: z.string(),
  deployment: z.string(),
  status: z.enum(['restored', 'untouched', 'unverified', 'failed']),
  from: Revision,
  to: Revision,
  /** Of the whole deployment as it was written, and as it was read back afterwards. */
  expected: Sha256.nullable(),
  observed: Sha256.nullable(),
  observedAt: Instant.nullable(),
  /** The operation of Azure ML that carried out the write. */
  operation: z.string().nullable(),
  /** Why it is not restored. */
  reason: z.string().nullable(),
});
export type CircuitReceipt = z.infer<typeof CircuitReceipt>;

/** What a rollback says it did, circuit by circuit, for somebody who was not there. */
export const ReceiptContent = z.strictObject({
  version: z.literal(1),
  incident: IncidentId,
  releases: z.array(ReleaseId),
  /** Of the plan that was carried out; null when none was made. */
  planHash: Sha256.nullable(),
  openedAt: Instant,
  endedAt: Instant,
  circuits: z.array(CircuitReceipt),
});
export type ReceiptContent = z.infer<typeof ReceiptContent>;

/** A receipt with its hash and who vouches for it. */
export const RollbackReceipt = z.strictObject({
  content: ReceiptContent,
  /** Over the canonical JSON of the content. */
  hash: Sha256,
  signature: z.strictObject({
    algorithm: z.literal('Ed25519'),
    /** SPKI in DER, as base64. */
    publicKey: z.base64(),
    /** Of the hash, as base64. */
    value: z.base64(),
  }),
});
export type RollbackReceipt = z.infer<typeof RollbackReceipt>;
