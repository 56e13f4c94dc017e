import { order } from '../order';
import { columnAt } from '../scalar';
import type { Scalar } from '../scalar';
import type { Environment } from '../scope';
import { elements, part } from '../syntaxNode';
import type { SyntaxNode } from '../syntaxNode';
import type { Table } from '../table';
import { unsupported } from '../unsupported';
import { missing } from '../value';
import type { Row, Value } from '../value';
import { scalarOn } from './tabularOperator';

/** Aggregates that answer with values of one chosen row: several columns for one call. */
export type RowChoice = {
  readonly scalars: readonly Scalar[];
  readonly start: () => { add: (row: Row) => void; result: () => readonly Value[] };
};

/** Says whether a row with the value should be chosen over the one chosen so far. */
type Better = (value: Value, best: Value) => boolean;

const choices: ReadonlyMap<string, Better> = new Map<string, Better>([
  ['arg_max', (value, best) => isBetter(value, best, 1)],
  ['arg_min', (value, best) => isBetter(value, best, -1)],
  ['take_any', () => false],
  ['any', () => false],
]);

/**
 * Compiles `arg_max`, `arg_min`, and `take_any` of several columns; undefined for other calls.
 * `*` stands for every column that is neither a key of the groups nor already an argument.
 */
export function compileRowChoice(
  call: SyntaxNode,
  {
    input,
    environment,
    keyNames,
  }: { input: Table; environment: Environment; keyNames: ReadonlySet<string> },
): RowChoice | undefined {
  const name = call.kind === 'FunctionCallExpression' ? part(call, 'Name').name : undefined;
  const better = choices.get(name ?? '');
  const args = call.fields.has('ArgumentList')
    ? elements(part(call, 'ArgumentList'), 'Expressions')
    : [];
  const star = args.some(({ kind }) => kind === 'StarExpression');
  const ofOneValue = name === 'take_any' || name === 'any' ? args.length === 1 && !star : false;
  if (better === undefined || ofOneValue) {
    return undefined;
  }
  const taken = new Set([...keyNames, ...args.map((arg) => arg.name ?? '')]);
  const scalars = args.flatMap((arg) =>
    arg.kind === 'StarExpression' ? allBut(taken, input) : [scalarOn(arg, input, environment)],
  );
  const [ranking] = scalars;
  if (ranking === undefined) {
    throw unsupported(`${name}() of nothing`, call);
  }
  return { scalars, start: () => choose(scalars, ranking, better) };
}

function allBut(taken: ReadonlySet<string>, { columns }: Table): Scalar[] {
  return columns.flatMap(({ name, type }, index) =>
    taken.has(name) ? [] : [columnAt(type, index)],
  );
}

/** The first row until a better one comes; null loses to everything. */
function choose(
  scalars: readonly Scalar[],
  ranking: Scalar,
  better: Better,
): ReturnType<RowChoice['start']> {
  let chosen: Row | undefined;
  let best: Value = null;
  return {
    add: (row) => {
      const value = ranking.evaluate(row);
      if (chosen === undefined || better(value, best)) {
        chosen = row;
        best = value;
      }
    },
    result: () =>
      scalars.map(({ type, evaluate }) =>
        chosen === undefined ? missing(type) : evaluate(chosen),
      ),
  };
}

function isBetter(value: Value, best: Value, direction: 1 | -1): boolean {
  if (value === null || best === null) {
    return value !== null;
  }
  return direction * (order(value, best) ?? 0) > 0;
}
