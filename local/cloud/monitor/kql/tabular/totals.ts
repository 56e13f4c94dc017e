import { aggregates } from '../aggregates';
import { compileScalar } from '../compileScalar';
import { KeyIndex } from '../keyIndex';
import { columnAt } from '../scalar';
import type { Scalar } from '../scalar';
import type { Environment } from '../scope';
import { elements, namedExpression, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import type { Row, Value } from '../value';
import { compilePercentiles } from './percentiles';
import { compileRowChoice } from './rowChoice';
import { checkParts, scalarOn } from './tabularOperator';

/** The expressions after `by`, if there are any. */
export function keysOf(node: SyntaxNode): readonly SyntaxNode[] {
  const clause = node.fields.get('ByClause');
  if (clause === undefined) {
    return [];
  }
  checkParts(clause, ['Expressions']);
  return elements(clause, 'Expressions');
}

/** Adds up the rows of one group into some of the values of its totals. */
type Totaller = { add: (row: Row) => void; result: () => readonly Value[] };

/** Collects the aggregates of a `summarize`, and gives each its place in the row of totals. */
export class Totals {
  readonly starts: (() => Totaller)[] = [];
  readonly #input: Table;
  readonly #environment: Environment;
  readonly #keyNames: ReadonlySet<string>;
  #width: number;

  constructor(keys: readonly SyntaxNode[], input: Table, environment: Environment) {
    this.#input = input;
    this.#environment = environment;
    this.#keyNames = new Set(keys.map(({ name }) => name ?? ''));
    this.#width = keys.length;
  }

  /** The scalars, one per column, that an expression of the `summarize` makes of the totals. */
  compile(expression: SyntaxNode): Scalar[] {
    const call =
      expression.kind === 'CompoundNamedExpression'
        ? part(expression, 'Expression')
        : namedExpression(expression);
    const around = { input: this.#input, environment: this.#environment };
    const choice =
      compilePercentiles(call, around) ??
      compileRowChoice(call, { ...around, keyNames: this.#keyNames });
    if (choice !== undefined) {
      return this.#place(choice.scalars, choice.start);
    }
    const compileAggregate = (inner: SyntaxNode) => this.#aggregate(inner);
    return [compileScalar(call, { ...this.#environment, columns: [], compileAggregate })];
  }

  /** An expression that is about no row. */
  constant(expression: SyntaxNode): Scalar {
    return compileScalar(expression, { ...this.#environment, columns: [] });
  }

  #aggregate(call: SyntaxNode): Scalar | undefined {
    const name = part(call, 'Name').name ?? '';
    const aggregate = aggregates.get(name);
    if (aggregate === undefined) {
      return undefined;
    }
    const args = elements(part(call, 'ArgumentList'), 'Expressions').map((arg) =>
      scalarOn(arg, this.#input, this.#environment),
    );
    const { type } = call;
    const start = type && aggregate(args, type);
    if (type === undefined || start === undefined) {
      const types = args.map((arg) => arg.type).join(', ');
      throw unsupported(`The aggregate ${name}(${types})`, call);
    }
    const [total] = this.#place([{ type }], () => {
      const { add, result } = start();
      return { add, result: () => [result()] };
    });
    return total;
  }

  #place(values: readonly Pick<Scalar, 'type'>[], start: () => Totaller): Scalar[] {
    const first = this.#width;
    this.#width += values.length;
    this.starts.push(start);
    return values.map(({ type }, index) => columnAt(type, first + index));
  }
}

/** The keys and totals of each group, in the order in which the groups first appear. */
export function grouped(
  rows: readonly Row[],
  keys: readonly Scalar[],
  starts: readonly (() => Totaller)[],
): Row[] {
  const index = new KeyIndex<Group>();
  const groups: Group[] = [];
  const groupOf = (key: readonly Value[]): Group =>
    index.getOrAdd(key, () => {
      const group = { key, totallers: starts.map((start) => start()) };
      groups.push(group);
      return group;
    });
  for (const row of rows) {
    for (const { add } of groupOf(keys.map(({ evaluate }) => evaluate(row))).totallers) {
      add(row);
    }
  }
  if (keys.length === 0) {
    // Without keys there is one group, even of no rows.
    groupOf([]);
  }
  return groups.map(({ key, totallers }) => [
    ...key,
    ...totallers.flatMap(({ result }) => result()),
  ]);
}

type Group = { readonly key: readonly Value[]; readonly totallers: readonly Totaller[] };
