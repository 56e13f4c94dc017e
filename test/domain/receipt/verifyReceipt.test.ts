import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { contentHash } from '../../../shared/domain/contentHash';
import type { Outcome, Proof } from '../../../shared/domain/deployment';
import type { RollbackReceipt } from '../../../shared/domain/receipt/receipt';
import { receiptOf } from '../../../shared/domain/receipt/receiptOf';
import { verifyReceipt } from '../../../shared/domain/receipt/verifyReceipt';
import { signerIn } from '../../../shared/records/signer';
import { aReport, aTarget, anIncident, ended, start } from '../../support/builders';
import { MemoryBlobs } from '../../support/memoryBlobs';

const hash = 'a'.repeat(64);
const proven: Proof = { operation: 'op/1', expected: hash, observed: hash, observedAt: start };
const signer = signerIn(new MemoryBlobs());

const restoredWith = (proof?: Proof): Outcome => ({
  status: 'restored',
  target: aTarget(),
  ...(proof ? { proof } : {}),
});

async function aReceipt(...outcomes: Outcome[]): Promise<RollbackReceipt> {
  const incident = anIncident({ status: 'closed', endedAt: start, outcomes });
  const content = receiptOf(aReport({ incident }), hash);
  const sum = contentHash(content);
  return { content, hash: sum, signature: await signer.sign(sum) };
}

describe('verifyReceipt', () => {
  it('finds nothing wrong with a receipt as it was issued, also after it went through a file [U02]', async () => {
    const receipt = await aReceipt(restoredWith(proven), ended('failed', 'refused'));
    const read: unknown = JSON.parse(JSON.stringify(receipt, null, 2));

    expect(verifyReceipt(read, await signer.publicKey())).toEqual({
      isGenuine: true,
      isProven: true,
      publicKey: await signer.publicKey(),
      findings: [],
      counts: { restored: 1, proven: 1, other: 1 },
    });
  });

  it.each<{ what: string; change: (receipt: RollbackReceipt) => void; finding: RegExp }>([
    {
      what: 'an outcome was changed',
      change: ({ content }) => {
        content.circuits[1]!.status = 'restored';
      },
      finding: /^its content has the hash/,
    },
    {
      what: 'a circuit was left out',
      change: ({ content }) => {
        content.circuits.pop();
      },
      finding: /^its content has the hash/,
    },
    {
      what: 'its hash was made to fit',
      change: (receipt) => {
        receipt.content.circuits.pop();
        receipt.hash = contentHash(receipt.content);
      },
      finding: /^its signature is not of its hash/,
    },
    {
      what: 'its key was changed',
      change: ({ signature }) => {
        const { publicKey } = generateKeyPairSync('ed25519');
        signature.publicKey = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
      },
      finding: /^its signature is not of its hash/,
    },
    {
      what: 'its key is none',
      change: ({ signature }) => {
        signature.publicKey = 'AAAA';
      },
      finding: /^its signature is not of its hash/,
    },
  ])('finds out when $what [U02]', async ({ change, finding }) => {
    const receipt = await aReceipt(restoredWith(proven), ended('failed', 'refused'));
    change(receipt);

    const { isGenuine, findings } = verifyReceipt(receipt);

    expect(isGenuine).toBe(false);
    expect(findings[0]).toMatch(finding);
  });

  it('does not take the word of another key than the one that is expected', async () => {
    const receipt = await aReceipt(restoredWith(proven));
    const other = await signerIn(new MemoryBlobs()).publicKey();

    expect(verifyReceipt(receipt, other)).toMatchObject({
      isGenuine: false,
      findings: ['it is signed with another key than the one that is expected'],
    });
  });

  it.each<{ what: string; proof?: Proof; finding: string }>([
    {
      what: 'was read back as something else',
      proof: { ...proven, observed: 'b'.repeat(64) },
      finding: `P001/C001: read back as ${'b'.repeat(64)}, written as ${hash}`,
    },
    {
      what: 'was never read back',
      proof: { operation: 'op/1', expected: hash },
      finding: 'P001/C001: nobody read it back',
    },
    {
      what: 'was written without an answer',
      finding: 'P001/C001: what was written is not on record, for a crash hid the answer',
    },
  ])('names a circuit that $what', async ({ proof, finding }) => {
    expect(verifyReceipt(await aReceipt(restoredWith(proof)))).toMatchObject({
      isGenuine: true,
      isProven: false,
      findings: [finding],
    });
  });

  it.each([undefined, null, 1, 'text', [], {}, { content: {} }])(
    'says of %j that it is no receipt',
    (json) => {
      expect(verifyReceipt(json).findings[0]).toMatch(/^it is no receipt: /);
    },
  );
});
