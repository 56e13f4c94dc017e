import type { Row } from '../group';
import type { Ours } from './ours';

/** The figures of one rollback as rows, under the name of what was measured. */
export function rowsOf(name: string, ours: Ours): Row[] {
  return [
    { name: `${name}/ratio`, value: ours.seconds / ours.bound, unit: '×' },
    { name: `${name}/report_ratio`, value: ours.reportSeconds / ours.bound, unit: '×' },
    { name: `${name}/writes_per_circuit`, value: ours.writesPerCircuit, unit: '' },
    { name: `${name}/throttled_share`, value: ours.throttledShare, unit: '' },
    { name: `${name}/reads_per_circuit_poll`, value: ours.readsPerCircuitPoll, unit: '' },
  ];
}
