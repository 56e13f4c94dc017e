// oxlint-disable-next-line no-restricted-imports -- checking a signature touches nothing but its input
import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { contentHash } from '../contentHash';
import { circuitName } from '../fleet';
import { RollbackReceipt } from './receipt';
import type { CircuitReceipt } from './receipt';

export type ReceiptVerdict = {
  /** Whether nobody has changed it since it was signed. */
  isGenuine: boolean;
  /** Every circuit it calls restored was read back exactly as written. */
  isProven: boolean;
  /** Whose key signed it; absent when it cannot be read. */
  publicKey?: string;
  findings: string[];
  counts: { restored: number; proven: number; other: number };
};

/**
 * Recomputes a receipt, offline. With `pinned`, the public key is not the receipt's to choose:
 * one that was signed with another key is not genuine.
 */
export function verifyReceipt(json: unknown, pinned?: string): ReceiptVerdict {
  const parsed = RollbackReceipt.safeParse(json);
  if (!parsed.success) {
    return {
      isGenuine: false,
      isProven: false,
      findings: [`it is no receipt: ${z.prettifyError(parsed.error)}`],
      counts: { restored: 0, proven: 0, other: 0 },
    };
  }
  const receipt = parsed.data;
  const forged = forgeries(receipt, pinned);
  const { circuits } = receipt.content;
  const restored = circuits.filter(({ status }) => status === 'restored');
  const doubts = restored.flatMap(doubtAbout);
  return {
    isGenuine: forged.length === 0,
    isProven: doubts.length === 0,
    publicKey: receipt.signature.publicKey,
    findings: [...forged, ...doubts],
    counts: {
      restored: restored.length,
      proven: restored.length - doubts.length,
      other: circuits.length - restored.length,
    },
  };
}

function forgeries({ content, hash, signature }: RollbackReceipt, pinned?: string): string[] {
  const found = contentHash(content);
  const isSigned = isSignedBy(signature.publicKey, hash, signature.value);
  return [
    ...(found === hash ? [] : [`its content has the hash ${found}, and it says ${hash}`]),
    ...(isSigned ? [] : ['its signature is not of its hash']),
    ...(pinned === undefined || pinned === signature.publicKey
      ? []
      : ['it is signed with another key than the one that is expected']),
  ];
}

function isSignedBy(publicKey: string, hash: string, signature: string): boolean {
  try {
    const key = createPublicKey({
      key: Buffer.from(publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    return verify(null, Buffer.from(hash, 'hex'), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function doubtAbout(circuit: CircuitReceipt): string[] {
  const { expected, observed } = circuit;
  if (expected === null) {
    return [
      `${circuitName(circuit)}: what was written is not on record, for a crash hid the answer`,
    ];
  }
  if (observed === null) {
    return [`${circuitName(circuit)}: nobody read it back`];
  }
  return expected === observed
    ? []
    : [`${circuitName(circuit)}: read back as ${observed}, written as ${expected}`];
}
