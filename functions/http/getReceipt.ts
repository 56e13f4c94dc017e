import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { IncidentId } from '../../shared/domain/incident';
import type { Services } from '../../shared/ports';

/** GET /api/rollbacks/{id}/receipt: the signed record of what became of each circuit. */
export async function getReceipt(
  request: HttpRequest,
  { incidents }: Pick<Services, 'incidents'>,
): Promise<HttpResponseInit> {
  const id = IncidentId.safeParse(request.params['id']);
  const receipt = id.success ? await incidents.receipt(id.data) : undefined;
  return receipt
    ? { jsonBody: receipt }
    : { status: 404, jsonBody: { error: `There is no receipt of ${request.params['id']} yet.` } };
}

/** GET /api/receipt-key: the public key that receipts are signed with, to keep elsewhere. */
export async function getReceiptKey({
  signer,
}: Pick<Services, 'signer'>): Promise<HttpResponseInit> {
  return { jsonBody: { algorithm: 'Ed25519', publicKey: await signer.publicKey() } };
}
