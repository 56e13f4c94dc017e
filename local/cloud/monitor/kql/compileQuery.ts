import { compileScalar } from './compileScalar';
import type { Environment } from './scope';
import { elements, part } from './syntaxNode';
import type { SyntaxNode } from './syntaxNode';
import { serialized } from './table';
import type { Table } from './table';
import { columnOperators } from './tabular/columnOperators';
import { joinOperator, lookupOperator } from './tabular/join';
import { makeSeriesOperator } from './tabular/makeSeries';
import { mvExpandOperator } from './tabular/mvExpand';
import { parseOperators } from './tabular/parse';
import { rowOperators } from './tabular/rowOperators';
import { compileDataTable, compilePrint, compileRange } from './tabular/sources';
import { summarizeOperator } from './tabular/summarize';
import { checkParts } from './tabular/tabularOperator';
import type { TabularOperator } from './tabular/tabularOperator';
import { compileUnion, unionOperator } from './tabular/union';
import { unsupported } from './unsupported';
import { declaredFunction, environmentOfCall } from './userFunction';

/** A query that can be answered: everything in it is implemented. */
export type CompiledQuery = {
  readonly table: Table;
  /** What the query's `render` asks for, or `table`. */
  readonly visualization: string;
};

/** Every operator after a `|` that the simulator implements, by the parser's names. */
const operators: ReadonlyMap<string, TabularOperator> = new Map(
  Object.entries({
    ...rowOperators,
    ...columnOperators,
    SummarizeOperator: summarizeOperator,
    JoinOperator: joinOperator,
    LookupOperator: lookupOperator,
    MakeSeriesOperator: makeSeriesOperator,
    MvExpandOperator: mvExpandOperator,
    ...parseOperators,
    UnionOperator: unionOperator,
  }),
);

type CompileTable = (node: SyntaxNode, environment: Environment) => Table;

/** Every other tabular expression that the simulator implements, by the parser's names. */
const sources: ReadonlyMap<string, CompileTable> = new Map<string, CompileTable>([
  ['DataTableExpression', compileDataTable],
  ['FunctionCallExpression', tabularCall],
  ['MaterializeExpression', (node, environment) => compileTable(inner(node), environment)],
  ['NameReference', tableNamed],
  ['ParenthesizedExpression', (node, environment) => compileTable(inner(node), environment)],
  ['PipeExpression', pipe],
  ['PrintOperator', compilePrint],
  ['RangeOperator', compileRange],
  ['UnionOperator', (node, environment) => compileUnion(node, environment, [])],
]);

/**
 * Compiles a query that the parser has read and bound. Refuses it, before any row is read, if it
 * has anything in it that is not implemented: compiling is the check, so the two cannot differ.
 */
export function compileQuery(
  query: SyntaxNode,
  { now, tables }: Pick<Environment, 'now' | 'tables'>,
): CompiledQuery {
  checkParts(query, ['Statements', 'EndOfQuery']);
  const statements = elements(query, 'Statements');
  const environment = statements.slice(0, -1).reduce(afterLet, {
    now,
    tables,
    scalars: new Map(),
    functions: new Map(),
    enterBody,
    compileTable,
  });
  const [last = query] = statements.slice(-1);
  const expression = part(last, 'Expression');
  const table = compileTable(expression, environment);
  return { table, visualization: visualizationOf(expression) };
}

function enterBody(body: SyntaxNode, environment: Environment): Environment {
  checkParts(body, ['Statements', 'Expression']);
  return elements(body, 'Statements').reduce(afterLet, environment);
}

function afterLet(environment: Environment, statement: SyntaxNode): Environment {
  if (statement.kind !== 'LetStatement') {
    throw unsupported(`The statement ${statement.kind} in this place`, statement);
  }
  checkParts(statement, ['Name', 'Expression']);
  const name = part(statement, 'Name').name ?? '';
  const expression = part(statement, 'Expression');
  if (expression.kind === 'FunctionDeclaration') {
    const declared = declaredFunction(expression, environment);
    return { ...environment, functions: new Map([...environment.functions, [name, declared]]) };
  }
  if (expression.columns !== undefined) {
    const table = compileTable(expression, environment);
    return { ...environment, tables: new Map([...environment.tables, [name, table]]) };
  }
  const scalar = compileScalar(expression, { ...environment, columns: [] });
  return { ...environment, scalars: new Map([...environment.scalars, [name, scalar]]) };
}

function compileTable(node: SyntaxNode, environment: Environment): Table {
  const compile = sources.get(node.kind);
  if (compile === undefined) {
    throw unsupported(`The expression ${node.kind}`, node);
  }
  return compile(node, environment);
}

function pipe(node: SyntaxNode, environment: Environment): Table {
  const use = part(node, 'Operator');
  const operator = operators.get(use.kind);
  if (operator === undefined) {
    throw unsupported(`The operator ${use.kind}`, use);
  }
  checkParts(use, operator.understands);
  const input = compileTable(inner(node), environment);
  const table = operator.compile({ node: use, input, environment });
  return input.isSerialized === true && keepsOrder.has(use.kind) ? serialized(table) : table;
}

/** The operators behind which rows are in the order that they were in before. */
const keepsOrder: ReadonlySet<string> = new Set([
  'AsOperator',
  'ExtendOperator',
  'FilterOperator',
  'MvExpandOperator',
  'ParseOperator',
  'ParseWhereOperator',
  'ProjectAwayOperator',
  'ProjectKeepOperator',
  'ProjectOperator',
  'ProjectRenameOperator',
  'ProjectReorderOperator',
  'TakeOperator',
]);

/** A call of a function whose body is a table. */
function tabularCall(node: SyntaxNode, environment: Environment): Table {
  const name = part(node, 'Name').name ?? '';
  const declared = environment.functions.get(name);
  if (declared === undefined) {
    throw unsupported(`The function ${name}() in this place`, node);
  }
  const args = elements(part(node, 'ArgumentList'), 'Expressions').map((arg) =>
    compileScalar(arg, { ...environment, columns: [] }),
  );
  const inside = enterBody(declared.body, environmentOfCall(declared, node, args));
  return compileTable(part(declared.body, 'Expression'), inside);
}

function tableNamed(node: SyntaxNode, { tables }: Environment): Table {
  const table = tables.get(node.name ?? '');
  if (table === undefined) {
    throw unsupported(`The table ${node.text}`, node);
  }
  return table;
}

function inner(node: SyntaxNode): SyntaxNode {
  return part(node, 'Expression');
}

function visualizationOf(expression: SyntaxNode): string {
  const render = expression.fields.get('Operator');
  return render?.kind === 'RenderOperator' ? part(render, 'ChartType').text : 'table';
}
