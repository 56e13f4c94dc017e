import { arithmetic, negate } from './arithmetic';
import { comparisons } from './comparison';
import type { BinaryOperator } from './comparison';
import { scalarFunctions } from './builtins/scalarFunctions';
import { access } from './dynamicAccess';
import { compileLiteral } from './literals';
import { logic } from './logic';
import {
  hasTerms,
  isBetween,
  isIn,
  isInTable,
  membershipOperators,
  termListOperators,
} from './membership';
import { columnAt, combine } from './scalar';
import type { Scalar } from './scalar';
import type { Scope } from './scope';
import { elements, part } from './syntaxNode';
import type { SyntaxNode } from './syntaxNode';
import { textOperators } from './textOperators';
import { unsupported } from './unsupported';
import { environmentOfCall } from './userFunction';
import { missing } from './value';
import type { Value } from './value';

type Compile = (node: SyntaxNode, scope: Scope) => Scalar;

/** Every kind of expression that the simulator implements, by the parser's names. */
const expressions: ReadonlyMap<string, Compile> = new Map<string, Compile>([
  ...Object.entries({ ...arithmetic, ...comparisons, ...logic, ...textOperators }).map(
    ([kind, operator]): [string, Compile] => [kind, binary(operator)],
  ),
  ...Object.keys(membershipOperators).map((kind): [string, Compile] => [kind, membership]),
  ...Object.keys(termListOperators).map((kind): [string, Compile] => [kind, termList]),
  ...[
    'BooleanLiteralExpression',
    'CompoundStringLiteralExpression',
    'DateTimeLiteralExpression',
    'DynamicExpression',
    'GuidLiteralExpression',
    'IntLiteralExpression',
    'LongLiteralExpression',
    'RealLiteralExpression',
    'StringLiteralExpression',
    'TimespanLiteralExpression',
  ].map((kind): [string, Compile] => [kind, compileLiteral]),
  ['BetweenExpression', (node, scope) => between(node, scope)],
  ['NotBetweenExpression', (node, scope) => not(between(node, scope))],
  ['ElementExpression', element],
  ['FunctionCallExpression', call],
  ['NameReference', reference],
  ['ParenthesizedExpression', (node, scope) => compileScalar(part(node, 'Expression'), scope)],
  ['PathExpression', path],
  ['ToScalarExpression', toScalar],
  ['UnaryMinusExpression', minus],
]);

/** Compiles an expression, and refuses it if any part of it is not implemented. */
export function compileScalar(node: SyntaxNode, scope: Scope): Scalar {
  const compile = expressions.get(node.kind);
  if (compile === undefined) {
    throw unsupported(`The expression ${node.kind}`, node);
  }
  return compile(node, scope);
}

function binary(operator: BinaryOperator): Compile {
  return (node, scope) => {
    const left = compileScalar(part(node, 'Left'), scope);
    const right = compileScalar(part(node, 'Right'), scope);
    const symbol = part(node, 'Operator').text;
    return (
      operator(left, right, node.type ?? 'bool') ??
      refuse(`The operator ${symbol} between ${left.type} and ${right.type}`, node)
    );
  };
}

function membership(node: SyntaxNode, scope: Scope): Scalar {
  const value = compileScalar(part(node, 'Left'), scope);
  const list = elements(part(node, 'Right'), 'Expressions');
  const options = membershipOperators[node.kind] ?? refuse(node.kind, node);
  const [query] = list;
  const found =
    query?.columns === undefined
      ? isIn(value, compileAll(list, scope), options)
      : isInTable(value, scope.compileTable(query, scope), options);
  return found ?? refuse(`The operator ${part(node, 'Operator').text} on these types`, node);
}

function termList(node: SyntaxNode, scope: Scope): Scalar {
  const value = compileScalar(part(node, 'Left'), scope);
  const list = compileAll(elements(part(node, 'Right'), 'Expressions'), scope);
  const quantifier = termListOperators[node.kind] ?? refuse(node.kind, node);
  return (
    hasTerms(value, list, quantifier) ??
    refuse(`The operator ${part(node, 'Operator').text} on these types`, node)
  );
}

function between(node: SyntaxNode, scope: Scope): Scalar {
  const value = compileScalar(part(node, 'Left'), scope);
  const range = part(node, 'Right');
  const low = compileScalar(part(range, 'First'), scope);
  const high = compileScalar(part(range, 'Second'), scope);
  return (
    isBetween(value, low, high) ??
    refuse(`between on ${value.type}, ${low.type} and ${high.type}`, node)
  );
}

function not(condition: Scalar): Scalar {
  return combine('bool', [condition], (row) => {
    const value = condition.evaluate(row);
    return value === null ? null : value === false;
  });
}

function minus(node: SyntaxNode, scope: Scope): Scalar {
  const operand = compileScalar(part(node, 'Expression'), scope);
  return negate(operand) ?? refuse(`The operator - on ${operand.type}`, node);
}

/** A column of the row, or else what a `let` statement gave the name to. */
function reference(node: SyntaxNode, { columns, scalars }: Scope): Scalar {
  const name = node.name ?? node.text;
  const index = columns.findIndex((column) => column.name === name);
  const column = columns[index];
  return column === undefined
    ? (scalars.get(name) ?? refuse(`The name ${name} in this place`, node))
    : columnAt(column.type, index);
}

function path(node: SyntaxNode, scope: Scope): Scalar {
  const selector = part(node, 'Selector');
  const name = selector.kind === 'NameReference' ? selector.name : undefined;
  return name === undefined
    ? refuse(`The path ${node.text}`, node)
    : access(dynamicPart(node, scope), () => name);
}

function element(node: SyntaxNode, scope: Scope): Scalar {
  const key = compileScalar(part(part(node, 'Selector'), 'Expression'), scope);
  return access(dynamicPart(node, scope), (row) => key.evaluate(row));
}

function dynamicPart(node: SyntaxNode, scope: Scope): Scalar {
  const holder = compileScalar(part(node, 'Expression'), scope);
  return holder.type === 'dynamic' ? holder : refuse(`A path into a ${holder.type}`, node);
}

function call(node: SyntaxNode, scope: Scope): Scalar {
  const taken = scope.compileAggregate?.(node) ?? scope.compileWindow?.(node);
  if (taken !== undefined) {
    return taken;
  }
  const name = part(node, 'Name').name ?? '';
  const declared = scope.functions.get(name);
  if (declared !== undefined) {
    const given = argumentsOf(node, scope);
    const inside = scope.enterBody(declared.body, environmentOfCall(declared, node, given));
    return compileScalar(part(declared.body, 'Expression'), { ...inside, columns: [] });
  }
  const overloads = scalarFunctions.get(name) ?? refuse(`The function ${name}()`, node);
  const args = argumentsOf(node, scope);
  const { type } = node;
  const types = args.map((arg) => arg.type).join(', ');
  if (type === undefined) {
    return refuse(`The result of ${name}(${types})`, node);
  }
  for (const overload of overloads) {
    const found = overload(args, { type, now: scope.now });
    if (found !== undefined) {
      return found;
    }
  }
  return refuse(`The call ${name}(${types})`, node);
}

function argumentsOf(node: SyntaxNode, scope: Scope): Scalar[] {
  return compileAll(elements(part(node, 'ArgumentList'), 'Expressions'), scope);
}

/** The first value of the first row; null if there is none. The query runs once, when asked. */
function toScalar(node: SyntaxNode, scope: Scope): Scalar {
  const { type } = node;
  const table = scope.compileTable(part(node, 'Expression'), scope);
  if (type === undefined) {
    return refuse('This use of toscalar()', node);
  }
  const first = (): Value => table.rows()[0]?.[0] ?? missing(type);
  let value: Value | undefined;
  return {
    type,
    constant: false,
    evaluate: () => {
      if (value === undefined) {
        value = first();
      }
      return value;
    },
  };
}

function compileAll(nodes: readonly SyntaxNode[], scope: Scope): Scalar[] {
  return nodes.map((node) => compileScalar(node, scope));
}

function refuse(what: string, node: SyntaxNode): never {
  throw unsupported(what, node);
}
