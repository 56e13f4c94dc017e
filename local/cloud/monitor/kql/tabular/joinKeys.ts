import { elements, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import type { Row, Value } from '../value';
import { checkParts } from './tabularOperator';

/** The columns of `on a, $left.b == $right.c`, by their places on either side. */
export type JoinKeys = { readonly left: readonly number[]; readonly right: readonly number[] };

export function joinKeys(clause: SyntaxNode, left: Table, right: Table): JoinKeys {
  checkParts(clause, ['Expressions']);
  const pairs = elements(clause, 'Expressions').map((condition) => {
    const names = keyNames(condition);
    const keys = { left: indexOf(names.left, left), right: indexOf(names.right, right) };
    const isDynamic = left.columns[keys.left]?.type === 'dynamic';
    if (keys.left < 0 || keys.right < 0 || isDynamic) {
      throw unsupported(`The join condition ${condition.text}`, condition);
    }
    return keys;
  });
  return { left: pairs.map((pair) => pair.left), right: pairs.map((pair) => pair.right) };
}

/** Reads the values of the columns at these places. */
export function keyReader(indexes: readonly number[]): (row: Row) => Value[] {
  return (row) => indexes.map((index) => row[index] ?? null);
}

function keyNames(condition: SyntaxNode): { left: string; right: string } {
  if (condition.kind === 'NameReference') {
    const name = condition.name ?? '';
    return { left: name, right: name };
  }
  if (condition.kind === 'EqualExpression') {
    const sides = new Map(
      [part(condition, 'Left'), part(condition, 'Right')].map((side) => [
        side.fields.get('Expression')?.name,
        side.fields.get('Selector')?.name,
      ]),
    );
    return { left: sides.get('$left') ?? '', right: sides.get('$right') ?? '' };
  }
  throw unsupported(`The join condition ${condition.text}`, condition);
}

function indexOf(name: string, { columns }: Table): number {
  return columns.findIndex((column) => column.name === name);
}
