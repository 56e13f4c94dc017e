import type { Evidence } from '../evidence/samples';
import type { Circuit, Fleet } from '../fleet';

/** What is to be watched of every circuit, whatever the rules. */
export const keyMetrics = ['errorRate', 'p99Ms', 'drift'] as const;
export type KeyMetric = (typeof keyMetrics)[number];
export type Unguarded = { circuit: Circuit; missing: KeyMetric[] };

/** Circuits of the fleet of which a key metric was not measured at all. Unknown when nothing can be said. */
export function unguarded(_: Fleet, __: Evidence): Unguarded[] {
  return [];
}
