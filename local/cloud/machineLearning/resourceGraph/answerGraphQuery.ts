import { compileQuery } from '../../monitor/kql/compileQuery';
import { encodeValue } from '../../monitor/kql/encodeValue';
import type { Parser } from '../../monitor/kql/parser';
import { lazyTable } from '../../monitor/kql/table';
import type { Table } from '../../monitor/kql/table';
import { ticksOfUnixMilliseconds } from '../../monitor/kql/ticks';
import { UnsupportedQuery } from '../../monitor/kql/unsupported';
import type { KqlType, Value } from '../../monitor/kql/value';
import type { Alert } from '../alerts/alert';
import { badRequest } from '../arm/armError';
import type { Answer } from '../arm/call';
import { parseBody } from '../arm/parseBody';
import { equal } from '../handlers/lookup';
import type { Simulation } from '../simulation';
import { GraphRequest } from './graphRequest';
import { graphColumns, graphRow, graphTable, subscriptionOf } from './graphTable';

/**
 * POST of a Resource Graph query over `alertsmanagementresources`. Throws 400 for any other table,
 * and for whatever of the query language is not implemented.
 */
export function answerGraphQuery(simulation: Simulation, parser: Parser, body: unknown): Answer {
  const { query, subscriptions, options } = parseBody(GraphRequest, body);
  const { $skip = 0, $skipToken, $top = 1000, resultFormat = 'objectArray' } = options;
  const isAsked = (alert: Alert): boolean =>
    subscriptions?.some((id) => equal(id, subscriptionOf(alert))) ?? true;
  const { columns, rows } = compiled(simulation, parser, { query, isAsked });
  const all = rows();
  const from = $skipToken === undefined ? $skip : Number($skipToken);
  const page = all
    .slice(from, from + $top)
    .map((row) =>
      columns.map(({ name, type }, index) => [name, json(row[index] ?? null, type)] as const),
    );
  const isCut = from + page.length < all.length;
  const answer = {
    totalRecords: all.length,
    count: page.length,
    data:
      resultFormat === 'objectArray'
        ? page.map((row) => Object.fromEntries(row))
        : {
            columns: columns.map(({ name, type }) => ({ name, type: graphTypes[type] })),
            rows: page.map((row) => row.map(([, value]) => value)),
          },
    facets: [],
    resultTruncated: 'false',
    ...(isCut ? { $skipToken: String(from + page.length) } : {}),
  };
  return { status: 200, body: JSON.stringify(answer) };
}

const graphTypes: Readonly<Record<KqlType, string>> = {
  bool: 'boolean',
  int: 'integer',
  long: 'integer',
  real: 'number',
  datetime: 'datetime',
  timespan: 'string',
  string: 'string',
  guid: 'string',
  dynamic: 'object',
};

function compiled(
  { alerts, now }: Simulation,
  parser: Parser,
  { query, isAsked }: { query: string; isAsked: (alert: Alert) => boolean },
): Table {
  const analysis = parser.analyze(query);
  if (!analysis.ok) {
    const reasons = analysis.complaints.map(({ code, message }) => `${code}: ${message}`);
    throw badRequest('InvalidQuery', `Query is invalid. ${reasons.join(' ')}`);
  }
  const table = lazyTable(graphColumns, () => alerts.all().filter(isAsked).map(graphRow));
  try {
    const environment = {
      now: ticksOfUnixMilliseconds(now()),
      tables: new Map([[graphTable, table]]),
    };
    return compileQuery(analysis.syntax, environment).table;
  } catch (error) {
    if (!(error instanceof UnsupportedQuery)) {
      throw error;
    }
    throw badRequest('SimulatorUnsupported', error.message);
  }
}

/** Bags and arrays as they are, where Logs would send their text. */
function json(value: Value, type: KqlType): unknown {
  return type === 'dynamic' && typeof value !== 'bigint' ? value : encodeValue(value, type);
}
