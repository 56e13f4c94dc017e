import { z } from 'zod';
import { deploymentOf, endpointOf, plantAt } from '../fleet';
import type { Fleet } from '../fleet';
import { instantOf, readInstant } from '../time';

type Row = Record<string, unknown>;

const AnyRow = z.record(z.string(), z.unknown());

/** Numbers of this many digits are milliseconds since 1970, those of fewer are seconds. */
const secondsAtMost = 99_999_999_999;

/** What the app's own table says, in the words that others use for it. */
const statuses: ReadonlyMap<string, string> = new Map([
  ['failed', 'Failed'],
  ['failure', 'Failed'],
  ['error', 'Failed'],
  ['completed', 'Completed'],
  ['succeeded', 'Completed'],
  ['success', 'Completed'],
  ['finished', 'Completed'],
]);

const numbers = [
  'record_count',
  'error_count',
  'anomaly_count',
  'f1_score',
  'latency_p99_ms',
  'drift_score',
] as const;

/**
 * Rows of a table as the table itself would have them, from what others reasonably write: moments
 * as numbers, numbers as text, statuses in other cases and words, plants in place of endpoints,
 * jobs without an id. Says how many rows no query would find, and why.
 */
export function readTable(
  table: 'jobs' | 'metrics',
  rows: readonly unknown[],
  fleet: Fleet,
): { rows: Row[]; leftOut: string[] } {
  const read = rows.flatMap((json, index): Row[] => {
    const row = AnyRow.safeParse(json).data;
    return row ? [placed(table === 'jobs' ? job(row, index) : measured(row), fleet)] : [];
  });
  const without = (what: string, isMissing: (row: Row) => boolean): string[] => {
    const missing = read.filter(isMissing).length;
    return missing === 0 ? [] : [`${table}: ${missing} of ${rows.length} rows ${what}`];
  };
  return {
    rows: read,
    leftOut: [
      ...(read.length < rows.length
        ? [`${table}: ${rows.length - read.length} of ${rows.length} rows are no objects`]
        : []),
      ...without('do not say when (TimeGenerated)', (row) => !isMoment(row['TimeGenerated'])),
      ...without(
        'are of no endpoint of the fleet',
        (row) => plantAt(fleet, textIn(row, 'endpoint_name') ?? '') === undefined,
      ),
    ],
  };
}

function job(row: Row, index: number): Row {
  const { status, job_id: id } = row;
  const known = typeof status === 'string' ? statuses.get(status.toLowerCase()) : undefined;
  return {
    ...timed(row),
    ...(known === undefined ? {} : { status: known }),
    // Without an id, each row is a job of its own.
    job_id: typeof id === 'string' && id !== '' ? id : `row-${index}`,
  };
}

function measured(row: Row): Row {
  const texts = numbers.flatMap((name): [string, number][] => {
    const text = textIn(row, name);
    return text === undefined || !Number.isFinite(Number(text)) ? [] : [[name, Number(text)]];
  });
  return { ...timed(row), ...Object.fromEntries(texts) };
}

function timed(row: Row): Row {
  const at = row['TimeGenerated'] ?? row['timestamp'];
  if (typeof at !== 'number' || !Number.isFinite(at)) {
    return at === undefined ? row : { ...row, TimeGenerated: at };
  }
  return { ...row, TimeGenerated: instantOf(at > secondsAtMost ? at : at * 1000) };
}

/** A row that names its plant and circuit, and no endpoint, is of the endpoint that they have. */
function placed(row: Row, { naming }: Fleet): Row {
  const plant = textIn(row, 'plant_id') ?? textIn(row, 'plant');
  const circuit = textIn(row, 'circuit_id') ?? textIn(row, 'circuit');
  return {
    ...row,
    ...(textIn(row, 'endpoint_name') === undefined && plant !== undefined
      ? { endpoint_name: endpointOf(naming, plant) }
      : {}),
    ...(textIn(row, 'deployment_name') === undefined && circuit !== undefined
      ? { deployment_name: deploymentOf(naming, circuit) }
      : {}),
  };
}

function textIn(row: Row, name: string): string | undefined {
  const value = row[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && readInstant(value) !== undefined;
}
