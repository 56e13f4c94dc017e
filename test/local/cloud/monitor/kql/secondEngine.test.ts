import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../../../local/cloud/machineLearning/clock/random';
import { loadParser } from '../../../../../local/cloud/monitor/kql/parser';
import type { Parser } from '../../../../../local/cloud/monitor/kql/parser';
import { declareTables } from '../../../../../local/cloud/monitor/workspace/declareTables';
import { ask, tablesOf } from './ask';

const fixtures = path.join(__dirname, '../../../../fixtures/kql');
const fixture = (name: string) => readFileSync(path.join(fixtures, name), 'utf8');
const schemas = declareTables({
  ...JSON.parse(fixture('tables.json')),
  alertsmanagementresources: {
    TimeGenerated: 'datetime',
    type: 'string',
    properties: 'dynamic',
  },
});

/** Queries are asked at one o'clock. */
const now = Date.parse('2026-11-20T13:00:00Z');
const random = seededRandom(7);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
const upTo = (most: number) => Math.floor(random() * most);
const circuits = ['monza', 'spa', 'imola', 'sochi', 'monaco'];
const endpoint_name = () =>
  pick(['circuit-scoring', 'circuit-scoring', 'circuit-scoring', 'other']);

/** A time of its own for each row: whole seconds, denser towards now. */
const times = (count: number, hours: number) =>
  Array.from({ length: count }, (_, index) => {
    const back = (index / count) ** 3 * hours * 3600;
    return new Date(now - Math.floor(back + index * 0.001) * 1000 - index * 1000).toISOString();
  });

const deploys = ['blue', 'green'].flatMap((to_deployment, index) =>
  circuits.slice(index).map((circuit_id, place) => ({
    TimeGenerated: new Date(now - (100 - 40 * index - place * 3) * 60_000).toISOString(),
    endpoint_name: 'circuit-scoring',
    circuit_id,
    action: place === 4 ? 'rollback' : 'deploy',
    to_deployment,
  })),
);

const records: Record<string, Record<string, unknown>[]> = {
  BatchJobRuns_CL: times(300, 2).map((TimeGenerated) => ({
    TimeGenerated,
    endpoint_name: endpoint_name(),
    // A job belongs to one circuit.
    ...((job) => ({ job_id: `j${job}`, circuit_id: circuits[job % 5] }))(upTo(60)),
    status: pick(['Running', 'Completed', 'Failed']),
  })),
  AmlComputeJobEvent: times(200, 2).map((TimeGenerated) => ({
    TimeGenerated,
    ExperimentName: pick(['circuit-monza', 'circuit-spa', 'circuit-imola', 'nightly']),
    JobId: `j${upTo(40)}`,
    EventType: pick(['JobFailed', 'JobSucceeded', 'JobSubmitted']),
    JobErrorMessage: 'out of memory',
  })),
  ModelMetrics_CL: times(1500, 26).map((TimeGenerated) => ({
    TimeGenerated,
    endpoint_name: endpoint_name(),
    circuit_id: pick(circuits),
    deployment_name: pick(['blue', 'green']),
    model_version: pick(['1', '2']),
    record_count: pick([0, 50, 100, 200]),
    error_count: upTo(20),
    anomaly_count: upTo(30),
    f1_score: pick([null, 0.5 + random() / 2]),
    latency_p99_ms: pick([null, 500 + random() * 3000]),
  })),
  AmlOnlineEndpointTrafficLog: times(300, 1).map((TimeGenerated) => ({
    TimeGenerated,
    EndpointName: 'online',
    DeploymentName: pick(['blue', 'green']),
    ResponseCode: pick([200, 200, 404, 500, 503]),
    ModelStatusCode: pick([200, 500, null]),
    TotalDurationMs: upTo(5000),
  })),
  AlertReceipts_CL: times(200, 2).map((TimeGenerated) => ({
    TimeGenerated,
    alert_id: `a${upTo(80)}`,
    alert_rule: `rule ${upTo(6)}`,
    circuit_id: pick(circuits),
    monitor_condition: pick(['Fired', 'Resolved']),
    duplicate: pick([true, false, null]),
  })),
  RollbackAudit_CL: deploys,
  alertsmanagementresources: times(200, 3).map((TimeGenerated) => ({
    TimeGenerated,
    type: pick(['Microsoft.AlertsManagement/alerts', 'microsoft.alertsmanagement/smartgroups']),
    properties: {
      essentials: {
        startDateTime: TimeGenerated,
        targetResource: pick(['/x/workspaces/MLW-circuits-1', '/x/workspaces/other']),
        monitorCondition: pick(['Fired', 'Resolved']),
        severity: pick(['Sev0', 'Sev1', 'Sev3']),
      },
    },
  })),
};

let parser: Parser;
let database: DatabaseSync;
beforeAll(async () => {
  parser = await loadParser(schemas);
  database = new DatabaseSync(':memory:');
  for (const [table, rows] of Object.entries(records)) {
    const columns = Object.keys(rows[0]!);
    database.exec(`CREATE TABLE ${table} (${columns.join(', ')})`);
    const insert = database.prepare(
      `INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`,
    );
    for (const row of rows) {
      insert.run(...columns.map((column) => storable(column, row[column])));
    }
  }
});
afterAll(() => database.close());

/** Times as seconds, truths as 0 and 1, objects as JSON. */
function storable(column: string, value: unknown): string | number | null {
  if (column === 'TimeGenerated') {
    return Date.parse(String(value)) / 1000;
  }
  if (typeof value === 'boolean') {
    return Number(value);
  }
  return typeof value === 'object' && value !== null
    ? JSON.stringify(value)
    : (value as string | number | null);
}

const asof = now / 1000;
const isoOf = (column: string) => `strftime('%Y-%m-%dT%H:%M:%SZ', ${column}, 'unixepoch')`;
const rate = (part: string, whole: string) =>
  `CASE WHEN ${whole} > 0 THEN CAST(${part} AS REAL) / ${whole} END`;
/** The average of no values is NaN in Kusto. */
const mean = (value: string, when: string) =>
  `coalesce(avg(${value}) FILTER (WHERE ${when}), 'NaN')`;
const totalOf = (value: string, when: string) =>
  `coalesce(sum(${value}) FILTER (WHERE ${when}), 0)`;
/** The value at the nearest rank of each group, of those that are not null. */
const ranked = (table: string, value: string, [keys, where]: [keys: string, where: string]) =>
  `SELECT *, row_number() OVER (PARTITION BY ${keys} ORDER BY ${value}) AS place,
     count(*) OVER (PARTITION BY ${keys}) AS size
   FROM ${table} WHERE ${where} AND ${value} IS NOT NULL`;

const scoring = `endpoint_name = 'circuit-scoring'`;
const current = `TimeGenerated > ${asof - 1800}`;
const lastDay = `TimeGenerated > ${asof - 1800 - 86_400} AND TimeGenerated <= ${asof}`;
const rolledBack = Date.parse('2026-11-20T12:00:00Z') / 1000;

/** The same question in SQL, column by column. */
const sql: Record<string, string> = {
  'q01-failed-jobs-by-circuit': `
    WITH latest AS (SELECT *, max(TimeGenerated) FROM BatchJobRuns_CL
      WHERE TimeGenerated > ${asof - 1800} AND TimeGenerated <= ${asof} AND ${scoring} GROUP BY job_id),
    counted AS (SELECT circuit_id, sum(status = 'Failed') AS failed,
        sum(status IN ('Completed', 'Failed')) AS finished,
        max(TimeGenerated) FILTER (WHERE status = 'Failed') AS failure FROM latest GROUP BY circuit_id)
    SELECT circuit_id, failed, finished, ${isoOf('failure')}, ${rate('failed', 'finished')} FROM counted`,
  'q01b-failed-jobs-amlcompute': `
    SELECT substr(ExperimentName, 9), count(DISTINCT JobId) FILTER (WHERE EventType = 'JobFailed'),
      count(DISTINCT JobId), max(JobErrorMessage)
    FROM AmlComputeJobEvent WHERE ${current} AND EventType IN ('JobFailed', 'JobSucceeded')
      AND ExperimentName LIKE 'circuit-%' GROUP BY ExperimentName`,
  'q02-circuits-failing': `
    WITH latest AS (SELECT *, max(TimeGenerated) FROM BatchJobRuns_CL
      WHERE ${current} AND ${scoring} GROUP BY job_id, circuit_id),
    counted AS (SELECT circuit_id, sum(status = 'Failed') AS failed FROM latest GROUP BY circuit_id)
    SELECT count(*), sum(failed >= 1), json_group_array(circuit_id) FILTER (WHERE failed >= 1) FROM counted`,
  'q03-degradation-vs-24h': `
    WITH counted AS (SELECT circuit_id,
        avg(f1_score) FILTER (WHERE ${current}) AS cur, avg(f1_score) FILTER (WHERE NOT ${current}) AS base,
        count(f1_score) FILTER (WHERE ${current}) >= 3
          AND count(f1_score) FILTER (WHERE NOT ${current}) >= 3 AS enough
      FROM ModelMetrics_CL WHERE ${scoring} AND ${lastDay} GROUP BY circuit_id),
    judged AS (SELECT *, CASE WHEN enough AND base > 0 THEN (base - cur) / base END AS worse FROM counted)
    SELECT count(*), sum(enough), count(*) FILTER (WHERE worse > 0.2), max(worse),
      json_group_array(circuit_id) FILTER (WHERE worse > 0.2) FROM judged`,
  'q04-scoring-errors': `
    SELECT deployment_name, model_version, sum(error_count), sum(record_count), count(DISTINCT circuit_id),
      ${rate('sum(error_count)', 'sum(record_count)')}
    FROM ModelMetrics_CL WHERE TimeGenerated > ${asof - 900} AND ${scoring}
    GROUP BY deployment_name, model_version`,
  'q04b-scoring-errors-online': `
    WITH ranks AS (${ranked('AmlOnlineEndpointTrafficLog', 'TotalDurationMs', ['DeploymentName', `TimeGenerated > ${asof - 900}`])})
    SELECT EndpointName, DeploymentName, count(*), sum(ResponseCode >= 500),
      count(*) FILTER (WHERE ModelStatusCode >= 500),
      min(TotalDurationMs) FILTER (WHERE place >= 0.99 * size), avg(ResponseCode >= 500)
    FROM ranks GROUP BY EndpointName, DeploymentName`,
  'q05-alert-spike-arg': `
    WITH essentials AS (SELECT properties ->> '$.essentials.monitorCondition' AS condition,
        properties ->> '$.essentials.severity' AS severity FROM alertsmanagementresources
      WHERE lower(type) = 'microsoft.alertsmanagement/alerts'
        AND unixepoch(properties ->> '$.essentials.startDateTime') > ${asof - 3600}
        AND properties ->> '$.essentials.targetResource' LIKE '%/workspaces/mlw-circuits%')
    SELECT count(*), sum(condition = 'Fired'), sum(severity IN ('Sev0', 'Sev1')), count(*) > 10 FROM essentials`,
  'q05b-alert-spike-receipts': `
    SELECT count(DISTINCT alert_id), count(DISTINCT alert_rule), json_group_array(DISTINCT circuit_id),
      count(DISTINCT alert_id) > 10
    FROM AlertReceipts_CL
    WHERE TimeGenerated > ${asof - 3600} AND monitor_condition = 'Fired' AND duplicate = 0`,
  'q06-f1-drop-after-deploy': `
    WITH deploys AS (SELECT circuit_id, endpoint_name, max(TimeGenerated) AS at, to_deployment
      FROM RollbackAudit_CL WHERE TimeGenerated > ${asof - 7200} AND action = 'deploy'
      GROUP BY circuit_id, endpoint_name),
    phases AS (SELECT d.circuit_id, to_deployment, at, f1_score,
        TimeGenerated > at AND TimeGenerated <= at + 1800 AND deployment_name = to_deployment AS after,
        TimeGenerated <= at AND TimeGenerated > at - 86400 AS before
      FROM ModelMetrics_CL AS m JOIN deploys AS d USING (circuit_id, endpoint_name)
      WHERE m.TimeGenerated > ${asof - 26 * 3600}),
    counted AS (SELECT circuit_id, to_deployment, at, avg(f1_score) FILTER (WHERE after) AS later,
        avg(f1_score) FILTER (WHERE before) AS earlier, count(f1_score) FILTER (WHERE after) AS n_after,
        count(f1_score) FILTER (WHERE before) AS n_before FROM phases GROUP BY circuit_id, to_deployment, at),
    judged AS (SELECT *, n_after >= 3 AND n_before >= 3 AS enough FROM counted)
    SELECT circuit_id, to_deployment, ${isoOf('at')}, coalesce(later, 'NaN'), coalesce(earlier, 'NaN'),
      n_after, n_before, enough, CASE WHEN enough THEN earlier - later END,
      coalesce(enough AND earlier - later > 0.05, 0) FROM judged`,
  'q07-p99-over-2s': `
    SELECT circuit_id, deployment_name, max(latency_p99_ms), count(*),
      count(*) FILTER (WHERE latency_p99_ms > 2000), count(*) FILTER (WHERE latency_p99_ms > 2000) > 0
    FROM ModelMetrics_CL WHERE TimeGenerated > ${asof - 600} AND ${scoring}
    GROUP BY circuit_id, deployment_name`,
  'q08-error-rate-5m': `
    WITH minutes AS (SELECT circuit_id, ${rate('sum(error_count)', 'sum(record_count)')} AS rate
      FROM ModelMetrics_CL
      WHERE TimeGenerated >= ${asof - 300} AND TimeGenerated < ${asof} AND ${scoring}
      GROUP BY circuit_id, floor(TimeGenerated / 60))
    SELECT circuit_id, count(*), count(*) FILTER (WHERE rate > 0.05), min(rate), max(rate),
      count(*) = 5 AND count(*) FILTER (WHERE rate > 0.05) = 5 FROM minutes GROUP BY circuit_id`,
  'q09-p99-2x-baseline-10m': `
    WITH day AS (SELECT * FROM ModelMetrics_CL WHERE ${scoring}
      AND TimeGenerated >= ${asof - 600 - 86_400} AND TimeGenerated < ${asof - 600}),
    ranks AS (${ranked('day', 'latency_p99_ms', ['circuit_id', 'true'])}),
    base AS (SELECT circuit_id, min(latency_p99_ms) AS median,
        (SELECT count(*) FROM day WHERE day.circuit_id = ranks.circuit_id) AS n
      FROM ranks WHERE place >= 0.5 * size GROUP BY circuit_id),
    minutes AS (SELECT circuit_id, max(latency_p99_ms) AS p99 FROM ModelMetrics_CL
      WHERE ${scoring} AND TimeGenerated >= ${asof - 600} AND TimeGenerated < ${asof}
      GROUP BY circuit_id, floor(TimeGenerated / 60)),
    ratios AS (SELECT *, CASE WHEN median > 0 THEN p99 / median END AS ratio
      FROM minutes LEFT JOIN base USING (circuit_id))
    SELECT circuit_id, count(*), count(*) FILTER (WHERE ratio > 2), min(ratio), max(median), max(n),
      count(*) >= 10 AND count(*) FILTER (WHERE ratio > 2) = count(*) FROM ratios GROUP BY circuit_id`,
  'q10-anomaly-3x': `
    WITH sums AS (SELECT circuit_id, ${totalOf('anomaly_count', current)} AS ca,
        ${totalOf('record_count', current)} AS cr, ${totalOf('anomaly_count', `NOT ${current}`)} AS ba,
        ${totalOf('record_count', `NOT ${current}`)} AS br
      FROM ModelMetrics_CL WHERE ${scoring} AND ${lastDay} GROUP BY circuit_id),
    rates AS (SELECT circuit_id, ${rate('ca', 'cr')} AS cur, ${rate('ba', 'br')} AS base FROM sums)
    SELECT circuit_id, cur, base, CASE WHEN base > 0 THEN cur / base END,
      CASE WHEN cur IS NULL THEN 'no-current-data' WHEN base IS NULL THEN 'no-baseline'
        WHEN base = 0 AND cur > 0 THEN 'baseline-zero' WHEN cur / base > 3 THEN 'breached' ELSE 'ok' END
    FROM rates`,
  'q11-recovery': `
    WITH phases AS (SELECT *, TimeGenerated <= ${rolledBack} AS before,
        TimeGenerated > ${rolledBack + 300} AS after FROM ModelMetrics_CL
      WHERE ${scoring} AND TimeGenerated > ${rolledBack - 1800} AND TimeGenerated <= ${rolledBack + 2100}),
    sums AS (SELECT circuit_id, ${mean('f1_score', 'before')} AS fb, ${mean('f1_score', 'after')} AS fa,
        ${mean('latency_p99_ms', 'before')} AS pb, ${mean('latency_p99_ms', 'after')} AS pa,
        ${totalOf('error_count', 'before')} AS eb, ${totalOf('record_count', 'before')} AS rb,
        ${totalOf('error_count', 'after')} AS ea, ${totalOf('record_count', 'after')} AS ra,
        count(f1_score) FILTER (WHERE before) AS nb, count(f1_score) FILTER (WHERE after) AS na
      FROM phases WHERE before OR after GROUP BY circuit_id),
    rates AS (SELECT *, ${rate('eb', 'rb')} AS rate_before, ${rate('ea', 'ra')} AS rate_after FROM sums)
    SELECT circuit_id, fb, fa, pb, pa, eb, rb, ea, ra, nb, na, rate_before, rate_after,
      CASE WHEN na < 3 OR nb < 3 OR rate_after IS NULL THEN 'unknown'
        WHEN rate_after <= 0.05 AND fa >= fb - 0.01 AND pa <= 2000 THEN 'recovered'
        ELSE 'not-recovered' END FROM rates`,
};

/** Comparable whatever the order of rows and of sets, which neither engine promises. */
function comparable(value: unknown, column: string): unknown {
  if (column.endsWith(':bool')) {
    return Boolean(value);
  }
  if (column.endsWith(':dynamic')) {
    return (JSON.parse(String(value)) as string[]).toSorted((a, b) => a.localeCompare(b));
  }
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}
const inOrder = (rows: unknown[][]) =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

describe('the stored queries, over some thousand random rows', () => {
  it.each(Object.keys(sql))('%s has the rows that SQLite has', (name) => {
    const { columns, rows } = ask(parser, fixture(`${name}.kql`), tablesOf(schemas, records));
    const theirs = database
      .prepare(sql[name]!)
      .all()
      .map((row) => Object.values(row));

    const normal = (found: unknown[][]) =>
      inOrder(found.map((row) => row.map((value, index) => comparable(value, columns[index]!))));

    expect(rows.length).toBeGreaterThan(0);
    expect(normal(rows)).toEqual(normal(theirs));
  });
});
