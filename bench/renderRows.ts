import type { Row } from './group';

/** Rows as a table for people: names to the left, values to the right, units behind. */
export function renderRows(rows: readonly Row[]): string {
  const cells = rows.map(({ name, value, unit }) => ({ name, unit, value: rounded(value) }));
  const nameWidth = Math.max(...cells.map(({ name }) => name.length));
  const valueWidth = Math.max(...cells.map(({ value }) => value.length));
  return cells
    .map(({ name, value, unit }) =>
      `${name.padEnd(nameWidth)}  ${value.padStart(valueWidth)}  ${unit}`.trimEnd(),
    )
    .join('\n');
}

/** Three digits say enough; whole numbers stay whole. */
function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 3;
  return digits === 0 ? value.toFixed(0) : value.toPrecision(digits);
}
