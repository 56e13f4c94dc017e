import type { Expression } from '@swc/core';

/**
 * The text of a string as far as it stands in the source: what a template fills in at run time
 * reads `${…}`. `undefined` when the expression is not a string to begin with.
 */
export function literalText(expression: Expression): string | undefined {
  if (expression.type === 'StringLiteral') {
    return expression.value;
  }
  if (expression.type === 'TemplateLiteral') {
    return expression.quasis.map(({ cooked, raw }) => cooked ?? raw).join('${…}');
  }
  if (expression.type === 'BinaryExpression') {
    const left = literalText(expression.left);
    const right = literalText(expression.right);
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}
