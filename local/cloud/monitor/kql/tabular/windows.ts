import { compileScalar } from '../compileScalar';
import { columnAt, constantValue } from '../scalar';
import type { Scalar } from '../scalar';
import type { Environment } from '../scope';
import { elements, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import type { Table } from '../table';
import { unsupported, UnsupportedQuery } from '../unsupported';
import { isNumeric, missing } from '../value';
import type { KqlType, Row, Value } from '../value';

/** The values of a call, one for each row, from all rows in their order. */
type Window = (rows: readonly Row[]) => readonly Value[];

type Windowed = { readonly args: readonly Scalar[]; readonly type: KqlType };

/** Each function over neighbours that is implemented; undefined if it does not take the arguments. */
const functions: ReadonlyMap<string, (call: Windowed) => Window | undefined> = new Map([
  ['prev', neighbour(-1)],
  ['next', neighbour(1)],
  ['row_number', rowNumber],
  ['row_cumsum', cumulativeSum],
]);

/**
 * Compiles expressions of an operator that may look at the rows around each row. What such a call
 * answers becomes a further value of the row, behind those of its columns.
 */
export class Windows {
  readonly #input: Table;
  readonly #environment: Environment;
  readonly #windows: Window[] = [];

  constructor(input: Table, environment: Environment) {
    this.#input = input;
    this.#environment = environment;
  }

  compile(node: SyntaxNode): Scalar {
    const { columns } = this.#input;
    const compileWindow = (call: SyntaxNode) => this.#compileCall(call);
    return compileScalar(node, { ...this.#environment, columns, compileWindow });
  }

  /** The rows of the input, each with what the calls that were compiled answer for it. */
  rows(): readonly Row[] {
    let rows = this.#input.rows();
    for (const window of this.#windows) {
      const values = window(rows);
      rows = rows.map((row, index) => [...row, values[index] ?? null]);
    }
    return rows;
  }

  #compileCall(call: SyntaxNode): Scalar | undefined {
    const name = part(call, 'Name').name ?? '';
    const windowOf = functions.get(name);
    if (windowOf === undefined) {
      return undefined;
    }
    if (this.#input.isSerialized !== true) {
      throw unsupported(`${name}() on rows that neither sort nor serialize has put in order`, call);
    }
    // The calls among the arguments find their places first.
    const args = elements(part(call, 'ArgumentList'), 'Expressions').map((arg) =>
      this.compile(arg),
    );
    const { type } = call;
    const window = type && windowOf({ args, type });
    if (type === undefined || window === undefined) {
      const types = args.map((arg) => arg.type).join(', ');
      throw unsupported(`The call ${name}(${types})`, call);
    }
    this.#windows.push(window);
    return columnAt(type, this.#input.columns.length + this.#windows.length - 1);
  }
}

/** `prev(value, offset, default)` and `next`, with a constant offset. */
function neighbour(direction: 1 | -1): (call: Windowed) => Window | undefined {
  return ({ args: [value, offset, otherwise, ...more], type }) => {
    const distance = offset === undefined ? 1 : constantValue(offset);
    const isWhole = typeof distance === 'number' && Number.isInteger(distance) && distance >= 0;
    if (value?.type !== type || !isWhole || more.length > 0) {
      return undefined;
    }
    if (otherwise !== undefined && otherwise.type !== type) {
      return undefined;
    }
    return (rows) =>
      rows.map((row, index) => {
        const other = rows[index + direction * distance];
        return other ? value.evaluate(other) : (otherwise?.evaluate(row) ?? missing(type));
      });
  };
}

/** `row_number(start, restart)`: counts from the start, and anew at each row that says so. */
function rowNumber({ args: [start, restart, ...more] }: Windowed): Window | undefined {
  const first = start === undefined ? 1 : constantValue(start);
  if (typeof first !== 'number' || !isCondition(restart) || more.length > 0) {
    return undefined;
  }
  return (rows) => {
    let number = first - 1;
    return rows.map((row) => {
      number = restart?.evaluate(row) === true ? first : number + 1;
      return number;
    });
  };
}

/** `row_cumsum(term, restart)`: the sum up to and with each row. */
function cumulativeSum({ args: [term, restart, ...more] }: Windowed): Window | undefined {
  if (term === undefined || !isNumeric(term.type) || !isCondition(restart) || more.length > 0) {
    return undefined;
  }
  return (rows) => {
    let sum = 0;
    return rows.map((row) => {
      const value = term.evaluate(row);
      if (typeof value !== 'number') {
        throw new UnsupportedQuery('row_cumsum() of null');
      }
      sum = restart?.evaluate(row) === true ? value : sum + value;
      return sum;
    });
  };
}

function isCondition(scalar: Scalar | undefined): boolean {
  return scalar === undefined || scalar.type === 'bool';
}
