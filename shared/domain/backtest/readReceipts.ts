import { z } from 'zod';
import type { Receipt } from '../alert/receipt';
import { readInstant } from '../time';

const Delivery = z
  .object({
    id: z.string().optional(),
    receivedAt: z.string().optional(),
    received_at: z.string().optional(),
    body: z.unknown().optional(),
    payload: z.unknown().optional(),
  })
  .transform(({ id, receivedAt, received_at, body, payload }) => ({
    id,
    receivedAt: receivedAt ?? received_at,
    body: body ?? payload,
  }));

const FiredAt = z.object({
  data: z.object({ essentials: z.object({ firedDateTime: z.string() }) }),
});

/**
 * Deliveries of alerts, in order of arrival. A payload that stands for itself came when it fired.
 * One that does not say when is left out, and said so.
 */
export function readReceipts(deliveries: readonly unknown[]): {
  receipts: Receipt[];
  leftOut: string[];
} {
  const receipts: Receipt[] = [];
  const leftOut: string[] = [];
  for (const [index, json] of deliveries.entries()) {
    const delivery = Delivery.safeParse(json);
    const body = (delivery.success ? delivery.data.body : undefined) ?? json;
    const said = delivery.success ? delivery.data.receivedAt : undefined;
    const receivedAt = readInstant(said ?? firedAt(body) ?? '');
    if (receivedAt === undefined) {
      leftOut.push(`receipts[${index}]: expected receivedAt, found ${said ?? 'none'}`);
      continue;
    }
    const id = `receipt-${String(index + 1).padStart(6, '0')}`;
    receipts.push({
      id,
      receivedAt,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }
  const inOrder = receipts.toSorted((a, b) => (a.receivedAt + a.id < b.receivedAt + b.id ? -1 : 1));
  return { receipts: inOrder, leftOut };
}

function firedAt(body: unknown): string | undefined {
  const fired = FiredAt.safeParse(body);
  return fired.success ? fired.data.data.essentials.firedDateTime : undefined;
}
