import { z } from 'zod';
import type { ControlRequest, ControlResponse, ControlRoute } from '../control/route';
import { encodeValue } from './kql/encodeValue';
import type { Column, Row } from './kql/value';
import { Fault } from './query/faults';
import type { Faults } from './query/faults';
import type { Journal } from './query/journal';
import type { TableSchemas } from './workspace/declareTables';
import type { RowStore } from './workspace/openRowStore';
import { readRecords } from './workspace/readRecords';

export type Controlled = {
  readonly schemas: TableSchemas;
  readonly store: RowStore;
  readonly faults: Faults;
  readonly journal: Journal;
};

const Since = z.coerce.number().int().min(0).default(0);
const Limit = z.coerce.number().int().min(0).max(10_000).default(100);

/** Switches and looks behind the scenes: rows, queries asked, and faults. */
export function controlRoutes(controlled: Controlled): ControlRoute[] {
  return [...rowRoutes(controlled), ...queryRoutes(controlled)];
}

function rowRoutes({ schemas, store }: Controlled): ControlRoute[] {
  const path = '/monitor/tables/{table}/rows';
  const add = onTable(schemas, (table, columns, { body }) => {
    const read = readRecords(body, columns, new Date().toISOString());
    if (!read.ok) {
      return failure(400, read.message);
    }
    store.append(table, read);
    return { status: 201, body: { added: read.rows.length } };
  });
  const show = onTable(schemas, (table, columns, { query }) => {
    const limit = Limit.safeParse(query.get('limit') ?? undefined);
    return limit.success
      ? { status: 200, body: newest(store.rows(table), columns, limit.data) }
      : failure(400, `limit: ${z.prettifyError(limit.error)}`);
  });
  const clear = onTable(schemas, (table) => {
    store.clear(table);
    return { status: 204 };
  });

  return [
    { method: 'POST', path, handle: add },
    { method: 'GET', path, handle: show },
    { method: 'DELETE', path, handle: clear },
  ];
}

type TableAnswer = (
  table: string,
  columns: readonly Column[],
  request: ControlRequest,
) => ControlResponse;

/** 404 if the path names no table of the workspace. */
function onTable(schemas: TableSchemas, answer: TableAnswer): ControlRoute['handle'] {
  return (request) => {
    const { table = '' } = request.params;
    const columns = schemas.get(table);
    return columns === undefined
      ? failure(404, `There is no table ${table}; there are ${[...schemas.keys()].join(', ')}`)
      : answer(table, columns, request);
  };
}

function queryRoutes({ faults, journal }: Controlled): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/monitor/queries',
      handle: ({ query }) => {
        const since = Since.safeParse(query.get('since') ?? undefined);
        return since.success
          ? { status: 200, body: journal.since(since.data) }
          : failure(400, `since: ${z.prettifyError(since.error)}`);
      },
    },
    {
      method: 'PUT',
      path: '/monitor/faults',
      handle: ({ body }) => {
        const fault = Fault.safeParse(body);
        if (!fault.success) {
          return failure(400, z.prettifyError(fault.error));
        }
        faults.set(fault.data);
        return { status: 200, body: fault.data };
      },
    },
    {
      method: 'DELETE',
      path: '/monitor/faults',
      handle: () => {
        faults.clear();
        return { status: 204 };
      },
    },
  ];
}

/** The last rows of a table, oldest first, in the encoding of the query API. */
function newest(rows: readonly Row[], columns: readonly Column[], limit: number): unknown[] {
  const chosen = limit === 0 ? [] : rows.slice(-limit);
  return chosen.map((row) =>
    Object.fromEntries(
      columns.map(({ name, type }, index) => [name, encodeValue(row[index] ?? null, type)]),
    ),
  );
}

function failure(status: number, message: string): ControlResponse {
  return { status, body: { error: message } };
}
