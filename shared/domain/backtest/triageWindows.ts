import type { Receipt } from '../alert/receipt';
import type { Policy } from '../policy';
import { plusSeconds, windowStart } from '../time';
import type { Instant } from '../time';

export type TriageWindow = { window: Instant; closesAt: Instant; filed: Receipt[] };

/** The windows in which receipts came, in order, with what came in each. Takes receipts in order. */
export function triageWindows(
  receipts: readonly Receipt[],
  { triage: { windowSeconds } }: Policy,
): TriageWindow[] {
  const windows = new Map<Instant, Receipt[]>();
  for (const receipt of receipts) {
    const window = windowStart(receipt.receivedAt, windowSeconds);
    const filed = windows.get(window);
    if (filed) {
      filed.push(receipt);
    } else {
      windows.set(window, [receipt]);
    }
  }
  return [...windows].map(([window, filed]) => ({
    window,
    closesAt: plusSeconds(window, windowSeconds),
    filed,
  }));
}
