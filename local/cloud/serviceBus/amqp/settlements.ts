import type { Answer } from './outcome';

export type Settlement = {
  /** True for a delivery that the broker received, false for one that it sent. */
  received: boolean;
  deliveryId: number;
  answer: Answer;
};

export type SettlementRange = Omit<Settlement, 'deliveryId'> & { first: number; last: number };

/**
 * Folds settlements into as few disposition frames as tell the same: neighbours that were both
 * accepted. Nothing else is folded, because a frame has one outcome for all of its range.
 */
export function rangesOf(settlements: readonly Settlement[]): SettlementRange[] {
  const ranges: SettlementRange[] = [];
  let open: SettlementRange | undefined;
  for (const { received, deliveryId, answer } of settlements) {
    if (open?.received === received && open.last + 1 === deliveryId && areAccepted(open, answer)) {
      open.last = deliveryId;
    } else {
      open = { received, answer, first: deliveryId, last: deliveryId };
      ranges.push(open);
    }
  }
  return ranges;
}

function areAccepted({ answer }: SettlementRange, other: Answer): boolean {
  return answer.type === 'accepted' && other.type === 'accepted';
}
