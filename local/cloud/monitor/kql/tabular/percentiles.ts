import { aggregates } from '../aggregates';
import type { Environment } from '../scope';
import { elements, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import type { RowChoice } from './rowChoice';
import { scalarOn } from './tabularOperator';

/** Compiles `percentiles(value, rank, …)`, a column for each rank; undefined for other calls. */
export function compilePercentiles(
  call: SyntaxNode,
  { input, environment }: { input: Table; environment: Environment },
): RowChoice | undefined {
  const name = call.kind === 'FunctionCallExpression' ? part(call, 'Name').name : undefined;
  if (name !== 'percentiles') {
    return undefined;
  }
  const [value, ...ranks] = elements(part(call, 'ArgumentList'), 'Expressions').map((arg) =>
    scalarOn(arg, input, environment),
  );
  const percentile = aggregates.get('percentile');
  const starts = ranks.flatMap((rank) => (value && percentile?.([value, rank], value.type)) ?? []);
  if (value === undefined || starts.length === 0 || starts.length < ranks.length) {
    throw unsupported(`The aggregate ${call.text}`, call);
  }
  return {
    scalars: ranks.map(() => value),
    start: () => {
      const totals = starts.map((start) => start());
      return {
        add: (row) => totals.forEach(({ add }) => add(row)),
        result: () => totals.map(({ result }) => result()),
      };
    },
  };
}
