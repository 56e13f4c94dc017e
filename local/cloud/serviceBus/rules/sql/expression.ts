import type { FilterValue } from '../ruleDescription';

export type Property = { type: 'property'; scope: 'sys' | 'user'; name: string };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Arithmetic = '+' | '-' | '*' | '/' | '%';

export type BinaryOperator = 'AND' | 'OR' | Comparison | Arithmetic;

/** A SQL expression, parsed. Predicates are expressions whose value is a boolean, or unknown. */
export type Expression =
  | Property
  | { type: 'constant'; value: FilterValue | null }
  | { type: 'newId' }
  | { type: 'not'; operand: Expression }
  | { type: 'minus'; operand: Expression }
  | { type: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { type: 'isNull'; operand: Property }
  | { type: 'exists'; property: Property }
  | { type: 'in'; operand: Expression; items: Expression[] }
  | { type: 'like'; operand: Expression; pattern: Expression; escape: Expression | undefined };

/** One step of a SQL rule action. */
export type ActionStep =
  { type: 'set'; property: Property; value: Expression } | { type: 'remove'; property: Property };
