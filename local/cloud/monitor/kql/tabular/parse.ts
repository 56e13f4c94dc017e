import { scalarFunctions } from '../builtins/scalarFunctions';
import { columnAt } from '../scalar';
import type { Scalar } from '../scalar';
import { elements, part } from '../syntaxNode';
import { lazyTable } from '../table';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import { missing } from '../value';
import type { KqlType, Row, Value } from '../value';
import { readParsePattern } from './parsePattern';
import type { Capture, ParsePattern } from './parsePattern';
import { columnsOf, parametersOf, scalarOn } from './tabularOperator';
import type { OperatorUse, TabularOperator } from './tabularOperator';

const understands = ['Parameters', 'Expression', 'Patterns'];

/** `parse`, which keeps rows that do not match, and `parse-where`, which drops them. */
export const parseOperators: Readonly<Record<string, TabularOperator>> = {
  ParseOperator: { understands, compile: (use) => compileParse(use, 'keep') },
  ParseWhereOperator: { understands, compile: (use) => compileParse(use, 'drop') },
};

/**
 * A simple `parse` is all or nothing: if the text does not match to its end, or one of the captures
 * is not of its type, all of them are missing. A relaxed one lets each capture be missing by itself.
 */
function compileParse(use: OperatorUse, unmatched: 'keep' | 'drop'): Table {
  const { node, input, environment } = use;
  const kind = parametersOf(node, ['kind']).get('kind') ?? 'simple';
  if (kind !== 'simple' && (kind !== 'relaxed' || unmatched === 'drop')) {
    throw unsupported(`${node.kind} kind=${kind}`, node);
  }
  const text = scalarOn(part(node, 'Expression'), input, environment);
  if (text.type !== 'string') {
    throw unsupported(`${node.kind} of a ${text.type}`, node);
  }
  const pattern = readParsePattern(elements(node, 'Patterns'));
  const columns = columnsOf(node);
  requireNewColumns(use, pattern);
  const read = readerOf(pattern, kind);
  const nothing = pattern.captures.map(({ type }) => missing(type));
  return lazyTable(columns, () =>
    input.rows().flatMap((row) => {
      const subject = text.evaluate(row);
      const found = typeof subject === 'string' ? read(subject) : undefined;
      return found === undefined && unmatched === 'drop' ? [] : [[...row, ...(found ?? nothing)]];
    }),
  );
}

/** The binder names a column twice that is there already; the service overwrites it. */
function requireNewColumns({ node, input }: OperatorUse, { captures }: ParsePattern): void {
  const names = new Set(input.columns.map(({ name }) => name));
  const again = captures.find(({ name }) => names.has(name));
  if (again !== undefined) {
    throw unsupported(`${node.kind} into the column ${again.name}, which is there already,`, node);
  }
}

/** The values of the captures in a text; undefined if they are all missing. */
function readerOf(
  { expression, captures }: ParsePattern,
  kind: string,
): (text: string) => readonly Value[] | undefined {
  const conversions = captures.map(conversionOf);
  return (text) => {
    const match = expression.exec(text);
    if (match === null) {
      return undefined;
    }
    const texts: Row = match.slice(1).map((piece: string | undefined) => piece ?? '');
    const values = conversions.map(({ evaluate }) => evaluate(texts));
    const isWhole = values.every((value) => value !== null);
    return isWhole || kind === 'relaxed' ? values : undefined;
  };
}

const converters: Partial<Record<KqlType, string>> = {
  bool: 'tobool',
  datetime: 'todatetime',
  int: 'toint',
  long: 'tolong',
  real: 'todouble',
  timespan: 'totimespan',
};

/** Converts the capture at an index as the conversion function of its type does. */
function conversionOf({ type, node }: Capture, index: number): Scalar {
  const text = columnAt('string', index);
  if (type === 'string') {
    return text;
  }
  const overloads = scalarFunctions.get(converters[type] ?? '') ?? [];
  for (const overload of overloads) {
    const converted = overload([text], { type, now: 0n });
    if (converted !== undefined) {
      return converted;
    }
  }
  throw unsupported(`parse into a ${type}`, node);
}
