import { isNumeric } from '../../kql/value';
import type { QueryTable } from '../../query/runQuery';
import type { LogRule } from '../resources/alertRule';
import { admits } from '../resources/criterion';
import { EvaluationError } from './evaluationError';
import { seriesKey } from './observation';
import type { Dimension } from './observation';

/** The rows of a query's answer that belong to one series. */
export type RowGroup = {
  readonly target: string;
  readonly dimensions: readonly Dimension[];
  rows: number;
  /** Of the column that is measured, without nulls. */
  readonly values: number[];
};

/**
 * Splits rows into series by the dimensions of a rule and the column that names the resource. A rule
 * without either has one series, even of no rows. Throws if a column of the rule is not there.
 */
export function groupRows(table: QueryTable, rule: LogRule): Map<string, RowGroup> {
  const { measured, target, filters } = placesOf(rule, table);
  const [scope = ''] = rule.scopes;
  const groups = new Map<string, RowGroup>();
  const groupOf = (of: string, dimensions: readonly Dimension[]): RowGroup => {
    const key = seriesKey(of, dimensions);
    const group = groups.get(key) ?? { target: of, dimensions, rows: 0, values: [] };
    groups.set(key, group);
    return group;
  };
  if (filters.length === 0 && target === nowhere) {
    groupOf(scope, []);
  }
  for (const row of table.rows) {
    const values = filters.map(({ index }) => text(row[index]));
    if (filters.every(({ filter }, index) => admits(filter, values[index] ?? ''))) {
      const dimensions = filters.map(({ filter: { name } }, index) => ({
        name,
        value: values[index] ?? '',
      }));
      const group = groupOf(target === nowhere ? scope : text(row[target]), dimensions);
      const value = row[measured];
      group.rows += 1;
      group.values.push(...(typeof value === 'number' ? [value] : []));
    }
  }
  return groups;
}

/** The place of a column that a rule does without. */
const nowhere = -1;

/** Where the columns stand that a rule names. */
function placesOf({ criterion }: LogRule, { columns }: QueryTable) {
  const place = (name: string | null | undefined): number => {
    if (!name) {
      return nowhere;
    }
    const index = columns.findIndex((column) => column.name === name);
    if (index === nowhere) {
      const found = columns.map((column) => column.name).join(', ');
      throw new EvaluationError(`The query answers no column ${name}, only ${found}`);
    }
    return index;
  };
  const measured = place(criterion.metricMeasureColumn);
  requireNumber(columns[measured]);
  return {
    measured,
    target: place(criterion.resourceIdColumn),
    filters: (criterion.dimensions ?? []).map((filter) => ({ filter, index: place(filter.name) })),
  };
}

function requireNumber(column: QueryTable['columns'][number] | undefined): void {
  if (column !== undefined && !isNumeric(column.type)) {
    throw new EvaluationError(
      `The column ${column.name} is of type ${column.type}, expected a number`,
    );
  }
}

function text(value: string | number | boolean | null | undefined): string {
  return String(value ?? '');
}
