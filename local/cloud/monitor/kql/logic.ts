import type { BinaryOperator } from './comparison';
import { combine } from './scalar';

/** `and` and `or` in three-valued logic; the right side is not asked once the left one decides. */
export const logic: Readonly<Record<string, BinaryOperator>> = {
  AndExpression: connective(false),
  OrExpression: connective(true),
};

function connective(deciding: boolean): BinaryOperator {
  return (left, right, type) => {
    if (left.type !== 'bool' || right.type !== 'bool') {
      return undefined;
    }
    return combine(type, [left, right], (row) => {
      const a = left.evaluate(row);
      if (a === deciding) {
        return deciding;
      }
      const b = right.evaluate(row);
      if (b === deciding) {
        return deciding;
      }
      return a === null || b === null ? null : !deciding;
    });
  };
}
