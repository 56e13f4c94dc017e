import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { z } from 'zod';
import { Circuit, circuitName } from '../../shared/domain/fleet';
import { retentionWarning } from '../../shared/domain/history/history';
import { standings } from '../../shared/domain/history/standings';
import type { Services } from '../../shared/ports';

/**
 * GET /api/circuits/{plant}/{circuit}/history: what a circuit ran, newest first, why it changed,
 * and how each revision stands today.
 */
export async function getHistory(
  request: HttpRequest,
  { histories, quarantine }: Pick<Services, 'histories' | 'quarantine'>,
): Promise<HttpResponseInit> {
  const circuit = Circuit.safeParse(request.params);
  if (!circuit.success) {
    return { status: 400, jsonBody: { error: z.prettifyError(circuit.error) } };
  }
  const [history, quarantined] = await Promise.all([
    histories.read(circuit.data),
    quarantine.read(),
  ]);
  if (!history) {
    return {
      status: 404,
      jsonBody: { error: `Nothing is on record of ${circuitName(circuit.data)}.` },
    };
  }
  return {
    jsonBody: {
      ...history,
      periods: standings(history, quarantined),
      warning: retentionWarning(history) ?? null,
    },
  };
}
