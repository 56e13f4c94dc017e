import type { Scalar } from './scalar';
import type { SyntaxNode } from './syntaxNode';
import type { Table } from './table';
import type { UserFunction } from './userFunction';
import type { Column } from './value';

/** What is the same all through a query, whatever rows it is about. */
export type Environment = {
  /** The one moment that `now()` and `ago()` mean throughout a query. */
  readonly now: bigint;
  /** Tables of the workspace, and those of `let` statements. */
  readonly tables: ReadonlyMap<string, Table>;
  /** Values of `let` statements. */
  readonly scalars: ReadonlyMap<string, Scalar>;
  /** Functions of `let` statements. */
  readonly functions: ReadonlyMap<string, UserFunction>;
  /** What the expression of a function's body sees, after the `let` statements in the body. */
  readonly enterBody: (body: SyntaxNode, environment: Environment) => Environment;
  /** Compiles a query inside another, as in `x in (T | project y)`. */
  readonly compileTable: (node: SyntaxNode, environment: Environment) => Table;
};

/** What an expression can refer to. */
export type Scope = Environment & {
  /** The columns of the rows that the expression will be evaluated on. */
  readonly columns: readonly Column[];
  /** Inside `summarize`: takes over the calls that are aggregates, and leaves the others. */
  readonly compileAggregate?: (call: SyntaxNode) => Scalar | undefined;
  /** Where rows have neighbours: takes over the calls that look at them, and leaves the others. */
  readonly compileWindow?: (call: SyntaxNode) => Scalar | undefined;
};
