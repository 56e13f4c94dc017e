import { loadParser } from '../../monitor/kql/parser';
import type { Parser } from '../../monitor/kql/parser';
import { graphColumns, graphTable } from './graphTable';

let loading: Promise<Parser> | undefined;

/** Microsoft's parser, told the table; loaded when the first query comes, which takes a second. */
export async function graphParser(): Promise<Parser> {
  loading ??= loadParser(new Map([[graphTable, graphColumns]]));
  return loading;
}
