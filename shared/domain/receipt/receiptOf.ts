import type { Outcome } from '../deployment';
import { blamedIn } from '../incident';
import type { Report } from '../report';
import type { CircuitReceipt, ReceiptContent } from './receipt';

/** The receipt of a rollback that has ended. */
export function receiptOf({ incident }: Report, planHash: string | null): ReceiptContent {
  const { id, openedAt, endedAt = openedAt, outcomes } = incident;
  return {
    version: 1,
    incident: id,
    releases: [...new Set(blamedIn(incident).map(({ release }) => release))],
    planHash,
    openedAt,
    endedAt,
    circuits: outcomes.map(circuitReceipt),
  };
}

function circuitReceipt(outcome: Outcome): CircuitReceipt {
  const { plant, circuit, endpoint, deployment, from, to } = outcome.target;
  const proof = outcome.status === 'restored' ? outcome.proof : undefined;
  return {
    plant,
    circuit,
    endpoint,
    deployment,
    status: outcome.status,
    from,
    to,
    expected: proof?.expected ?? null,
    observed: proof?.observed ?? null,
    observedAt: proof?.observedAt ?? null,
    operation: proof?.operation ?? null,
    reason: outcome.status === 'restored' ? null : outcome.reason,
  };
}
