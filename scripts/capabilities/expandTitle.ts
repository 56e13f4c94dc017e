import type { Expression, Module, ObjectExpression } from '@swc/core';
import { literalText } from './literalText';

/** A row of a table: named values, or values in order. */
type TableRow = { named: Map<string, string>; ordered: string[] };

/**
 * The titles that an `each` table makes of one title whose id comes from the table, `[$id] …` or
 * `[%s] …`. The table has to stand in the same file as literals; any other title stays as it is.
 */
export function expandTitle(
  title: string,
  table: Expression | undefined,
  module: Module,
): string[] {
  if (!table || !/\[[^\]]*[$%][^\]]*\]/.test(title)) {
    return [title];
  }
  const rows = rowsOf(table, module);
  return rows.length === 0 ? [title] : rows.map((row) => filledIn(title, row));
}

function filledIn(title: string, { named, ordered }: TableRow): string {
  const values = [...ordered];
  return title
    .replaceAll(/\$(\w+)/g, (placeholder, name: string) => named.get(name) ?? placeholder)
    .replaceAll(/%[sdijop]/g, (placeholder) => values.shift() ?? placeholder);
}

function rowsOf(table: Expression, module: Module): TableRow[] {
  if (table.type === 'ArrayExpression') {
    return table.elements.flatMap((element) => (element ? [rowOf(element.expression)] : []));
  }
  if (
    table.type === 'TsConstAssertion' ||
    table.type === 'TsAsExpression' ||
    table.type === 'TsSatisfiesExpression'
  ) {
    return rowsOf(table.expression, module);
  }
  const value = table.type === 'Identifier' && constant(table.value, module);
  return value ? rowsOf(value, module) : [];
}

function rowOf(row: Expression): TableRow {
  if (row.type === 'ObjectExpression') {
    return { named: propertiesOf(row), ordered: [] };
  }
  const values = row.type === 'ArrayExpression' ? row.elements : [{ expression: row }];
  const texts = values.map((value) => value && literalText(value.expression));
  return { named: new Map(), ordered: texts.map((text) => text ?? '…') };
}

function propertiesOf({ properties }: ObjectExpression): Map<string, string> {
  const named = new Map<string, string>();
  for (const property of properties) {
    if (property.type === 'KeyValueProperty' && property.key.type === 'Identifier') {
      const text = literalText(property.value);
      if (text !== undefined) {
        named.set(property.key.value, text);
      }
    }
  }
  return named;
}

/** The value of a `const` at the top of the file. */
function constant(name: string, { body }: Module): Expression | undefined {
  const declarations = body.flatMap((item) =>
    item.type === 'VariableDeclaration' ? item.declarations : [],
  );
  const found = declarations.find(({ id }) => id.type === 'Identifier' && id.value === name);
  return found?.init;
}
