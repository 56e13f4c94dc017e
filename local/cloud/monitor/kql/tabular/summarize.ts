import { columnAt } from '../scalar';
import { elements, namedExpression } from '../syntaxNode';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { checkColumns, columnsOf, parametersOf, scalarOn } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';
import { grouped, keysOf, Totals } from './totals';

/**
 * `summarize`: a pass over the rows makes one row of totals per group, then the expressions around
 * the aggregates are evaluated on that.
 */
export const summarizeOperator: TabularOperator = {
  understands: ['Parameters', 'Aggregates', 'ByClause'],
  compile: ({ node, input, environment }: OperatorUse): Table => {
    parametersOf(node, []);
    const keyNodes = keysOf(node);
    const keys = keyNodes.map((key) => scalarOn(namedExpression(key), input, environment));
    const totals = new Totals(keyNodes, input, environment);
    const scalars = [
      ...keys.map(({ type }, index) => columnAt(type, index)),
      ...elements(node, 'Aggregates').flatMap((expression) => totals.compile(expression)),
    ];
    const columns = columnsOf(node);
    checkColumns(node, scalars, columns);
    return lazyTable(columns, () =>
      grouped(input.rows(), keys, totals.starts).map((row) =>
        scalars.map(({ evaluate }) => evaluate(row)),
      ),
    );
  },
};
