import { isKqlType, kqlTypes } from '../kql/value';
import type { Column } from '../kql/value';

/** The tables of a workspace: names, and columns in the order in which they were declared. */
export type TableSchemas = ReadonlyMap<string, readonly Column[]>;

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads a declaration of tables. Throws if a name or a type is none, or if a table has no
 * `TimeGenerated`, which Azure Monitor wants of each.
 */
export function declareTables(
  tables: Readonly<Record<string, Readonly<Record<string, string>>>>,
): TableSchemas {
  return new Map(
    Object.entries(tables).map(([table, columns]) => {
      checkName(table, 'table');
      if (columns['TimeGenerated'] !== 'datetime') {
        throw new Error(`Table ${table} has no column TimeGenerated of type datetime`);
      }
      return [table, Object.entries(columns).map(([name, type]) => column(table, name, type))];
    }),
  );
}

function column(table: string, name: string, type: string): Column {
  checkName(name, `column of ${table}`);
  if (!isKqlType(type)) {
    throw new Error(
      `Column ${name} of table ${table} is of type ${type}, expected one of ${kqlTypes.join(', ')}`,
    );
  }
  return { name, type };
}

function checkName(name: string, what: string): void {
  if (!namePattern.test(name)) {
    throw new Error(`"${name}" is no name for a ${what}: expected letters, digits and underscores`);
  }
}
