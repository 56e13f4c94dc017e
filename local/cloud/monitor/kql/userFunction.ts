import { constantValue } from './scalar';
import type { Scalar } from './scalar';
import type { Environment } from './scope';
import { elements, part } from './syntaxNode';
import type { SyntaxNode } from './syntaxNode';
import { unsupported } from './unsupported';
import { isNumeric } from './value';
import type { KqlType } from './value';

/** A function that a `let` statement declares, with what it could see there. */
export type UserFunction = {
  readonly parameters: readonly { readonly name: string; readonly type: KqlType }[];
  readonly body: SyntaxNode;
  readonly environment: Environment;
};

/** Reads `(a: long) { … }`. Parameters that are tables, or that have defaults, are refused. */
export function declaredFunction(node: SyntaxNode, environment: Environment): UserFunction {
  const list = elements(part(node, 'Parameters'), 'Parameters');
  const parameters = list.map((parameter) => {
    const name = parameter.fields.get('NameAndType')?.fields.get('Name');
    if (name?.name === undefined || name.type === undefined || parameter.fields.size > 1) {
      throw unsupported(`The parameter ${parameter.text}`, parameter);
    }
    return { name: name.name, type: name.type };
  });
  return { parameters, body: part(node, 'Body'), environment };
}

/** A call of a function: what its body is to be compiled in, with the arguments by their names. */
export function environmentOfCall(
  { parameters, body, environment }: UserFunction,
  call: SyntaxNode,
  args: readonly Scalar[],
): Environment {
  const fits = parameters.every(({ type }, index) => isLike(args[index]?.type, type));
  // Inside a table, an argument would be evaluated on rows of that table instead of the caller's.
  const readsTables = hasTable(body);
  if (!fits || args.length !== parameters.length || (readsTables && !args.every(isConstant))) {
    throw unsupported(`The call ${call.text}`, call);
  }
  const given = parameters.flatMap(({ name, type }, index): [string, Scalar][] => {
    const arg = args[index];
    return arg === undefined ? [] : [[name, { ...arg, type }]];
  });
  return { ...environment, scalars: new Map([...environment.scalars, ...given]) };
}

/** Whole numbers go where longer ones or reals are wanted, as the binder lets them. */
function isLike(found: KqlType | undefined, wanted: KqlType): boolean {
  const wider: readonly KqlType[] = ['int', 'long', 'real'];
  const isNumber = found !== undefined && isNumeric(found) && isNumeric(wanted);
  return found === wanted || (isNumber && wider.indexOf(found) < wider.indexOf(wanted));
}

function isConstant(scalar: Scalar): boolean {
  return constantValue(scalar) !== undefined;
}

function hasTable(node: SyntaxNode): boolean {
  return node.columns !== undefined || [...node.fields.values(), ...node.items].some(hasTable);
}
