import { instantOf } from '../../shared/domain/time';
import { pick } from './random';

const endpoints = ['batch-endpoint-plant-P001', 'Batch-Endpoint-Plant-P002', 'somebody-elses', ''];
const deployments = ['deployment-circuit-C001', 'Deployment-Circuit-c002', 'next-C003', ''];
const circuits = ['C001', 'C003', 'c002', ''];
const statuses = ['Failed', 'Failed', 'Completed', 'Completed', 'Running', 'Canceled', ''];

type Random = () => number;

/** So many rows of both tables, of the 25 hours before a moment, with all that is wrong with rows. */
export function randomRows(random: Random, { asOf, count }: { asOf: string; count: number }) {
  const speaker = () => ({
    endpoint_name: pick(random, endpoints),
    deployment_name: pick(random, deployments),
    circuit_id: pick(random, circuits),
  });
  /** Half of them in the last ten minutes, often on a whole minute or at the very edge. */
  const at = () => {
    const minutes = random() < 0.5 ? random() * 10 : random() * 25 * 60;
    const back = random() < 0.3 ? Math.floor(minutes) : minutes;
    const moment = instantOf(Math.round(Date.parse(asOf) - back * 60_000));
    return random() < 0.3 ? moment.replace('Z', '7654Z') : moment;
  };
  /** Fractions of powers of two, whose sums are exact in any order. */
  const measure = () => pick(random, [null, 'NaN', 0, -1, 0.25, Math.floor(random() * 4096) / 64]);
  const amount = () => pick(random, [null, 0, -3, Math.floor(random() * 1000)]);

  const jobs = Array.from({ length: count }, () => ({
    ...speaker(),
    TimeGenerated: at(),
    job_id: pick(random, ['', ...Array.from({ length: 40 }, (_, index) => `job-${index}`)]),
    status: pick(random, statuses),
    error_code: 'UserError',
  }));
  const metrics = Array.from({ length: count }, () => ({
    ...speaker(),
    TimeGenerated: at(),
    model_name: 'sensor',
    record_count: amount(),
    error_count: amount(),
    anomaly_count: amount(),
    f1_score: measure(),
    latency_p99_ms: measure(),
    drift_score: measure(),
  }));
  return { jobs, metrics };
}
