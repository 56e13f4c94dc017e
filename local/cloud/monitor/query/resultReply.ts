import { errorReply } from '../http/reply';
import type { Reply } from '../http/reply';
import type { QueryResult, QueryTable } from './runQuery';

/**
 * A result in the form of the query API. Statistics and the visualization go along if the `Prefer`
 * header asks for them.
 */
export function resultReply(
  result: QueryResult,
  { prefer, seconds }: { prefer: string; seconds: number },
): Reply {
  if (!result.ok) {
    return errorReply(400, result.error);
  }
  const { table, visualization, partial } = result;
  return {
    status: 200,
    body: {
      tables: [table],
      ...(partial && { error: partial }),
      ...(wants(prefer, 'include-statistics') && { statistics: statistics(table, seconds) }),
      ...(wants(prefer, 'include-render') && { render: { visualization } }),
    },
  };
}

function wants(prefer: string, what: string): boolean {
  return prefer.split(',').some((preference) => preference.trim() === `${what}=true`);
}

function statistics({ rows }: QueryTable, seconds: number): object {
  return {
    query: {
      executionTime: seconds,
      datasetStatistics: [
        { table_row_count: rows.length, table_size: JSON.stringify(rows).length },
      ],
    },
  };
}
