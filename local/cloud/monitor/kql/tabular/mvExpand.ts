import { constantValue } from '../scalar';
import type { Scalar } from '../scalar';
import { elements, namedExpression, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { toText } from '../toText';
import { unsupported, UnsupportedQuery } from '../unsupported';
import { isArray, isBag, missing } from '../value';
import type { Column, Dynamic, KqlType, Row, Value } from '../value';
import { checkParts, columnsOf, parametersOf, scalarOn } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';

type Expanded = {
  readonly scalar: Scalar;
  /** The column that takes the elements. */
  readonly index: number;
  readonly cast: (element: Dynamic) => Value;
};

/** `mv-expand`: a row per element of an array, or per property of a bag; several side by side. */
export const mvExpandOperator: TabularOperator = {
  understands: ['Parameters', 'Expressions', 'RowLimitClause'],
  compile: (use: OperatorUse): Table => {
    const { node, input } = use;
    parametersOf(node, []);
    const columns = columnsOf(node);
    const expanded = elements(node, 'Expressions').map((item) => expandedBy(item, use, columns));
    const most = rowLimit(use);
    const empty = columns.map(({ type }) => missing(type));
    return lazyTable(columns, () =>
      input.rows().flatMap((row) => {
        const lists = expanded.map(({ scalar }) => elementsOf(scalar.evaluate(row)));
        const length = Math.min(most, Math.max(...lists.map((list) => list.length)));
        return Array.from({ length }, (_, at): Row => {
          const made = empty.map((value, index) => row[index] ?? value);
          for (const [which, { index, cast }] of expanded.entries()) {
            made[index] = cast(lists[which]?.[at] ?? null);
          }
          return made;
        });
      }),
    );
  },
};

function expandedBy(
  item: SyntaxNode,
  { node, input, environment }: OperatorUse,
  columns: readonly Column[],
): Expanded {
  checkParts(item, ['Expression', 'ToTypeOf']);
  const named = part(item, 'Expression');
  const scalar = scalarOn(namedExpression(named), input, environment);
  const name = named.kind === 'SimpleNamedExpression' ? part(named, 'Name').name : named.name;
  const index = columns.findIndex((column) => column.name === name);
  const column = columns[index];
  const cast = column && casts[column.type];
  // The binder only adds columns at the end, and changes types in place.
  const inPlace = input.columns.every((before, at) => before.name === columns[at]?.name);
  if (scalar.type !== 'dynamic' || cast === undefined || !inPlace) {
    throw unsupported(`mv-expand of ${item.text}`, node);
  }
  return { scalar, index, cast };
}

/** By the type of the element as it stands: the text of a number is no number. */
const casts: Partial<Record<KqlType, (element: Dynamic) => Value>> = {
  dynamic: (element) => element,
  string: (element) => toText(element, 'dynamic'),
  long: (element) => (typeof element === 'number' ? Math.trunc(element) : null),
  real: (element) => (typeof element === 'number' ? element : null),
  bool: truth,
};

/** Of numbers, only whole ones are true or false. */
function truth(element: Dynamic): Value {
  if (typeof element === 'boolean') {
    return element;
  }
  return Number.isInteger(element) ? element !== 0 : null;
}

/** Null makes one row of null, an empty array none. */
function elementsOf(value: Value): readonly Dynamic[] {
  if (value === null) {
    return [null];
  }
  if (isArray(value)) {
    return value;
  }
  if (isBag(value)) {
    return Object.entries(value).map(([name, inner]) => ({ [name]: inner }));
  }
  throw new UnsupportedQuery('mv-expand of a value that is neither an array nor a bag');
}

function rowLimit({ node, input, environment }: OperatorUse): number {
  const clause = node.fields.get('RowLimitClause');
  if (clause === undefined) {
    return Infinity;
  }
  const most = constantValue(scalarOn(part(clause, 'RowLimit'), input, environment));
  if (typeof most !== 'number') {
    throw unsupported('A limit that is not constant', clause);
  }
  return most;
}
