import { z } from 'zod';

/** How a measured value is compared with the threshold. */
export const Operator = z.enum([
  'Equals',
  'GreaterThan',
  'GreaterThanOrEqual',
  'LessThan',
  'LessThanOrEqual',
]);
export type Operator = z.infer<typeof Operator>;

/** What is made of the values in a window. */
export const Aggregation = z.enum(['Average', 'Count', 'Maximum', 'Minimum', 'Total']);
export type Aggregation = z.infer<typeof Aggregation>;

/** Which values of a dimension a rule looks at; each of them becomes a series of its own. */
export const DimensionFilter = z.object({
  name: z.string().min(1),
  operator: z.enum(['Include', 'Exclude']),
  /** `*` stands for any. */
  values: z.array(z.string()).min(1),
});
export type DimensionFilter = z.infer<typeof DimensionFilter>;

export const Severity = z.int().min(0).max(4);

export function admits({ operator, values }: DimensionFilter, value: string): boolean {
  const listed = values.includes('*') || values.includes(value);
  return operator === 'Include' ? listed : !listed;
}

/** Null, which stands for no data, breaches nothing; neither does NaN. */
export function breaches(value: number | null, operator: Operator, threshold: number): boolean {
  if (value === null) {
    return false;
  }
  switch (operator) {
    case 'Equals':
      return value === threshold;
    case 'GreaterThan':
      return value > threshold;
    case 'GreaterThanOrEqual':
      return value >= threshold;
    case 'LessThan':
      return value < threshold;
    case 'LessThanOrEqual':
      return value <= threshold;
  }
}
