import type { Look, Style } from './look';
import { plain } from './plain';
import { wrap } from './wrap';

/** A text, and its colour where it has one. */
export type Cell = string | { text: string; style: Style | undefined };

const gap = 2;
const narrowestColumn = 8;

/**
 * Lines of a table whose columns are as wide as they need to be. One that would not fit the look
 * has its widest columns broken into lines. Numbers stand to the right.
 */
export function table(
  { heads, rows }: { heads?: readonly string[]; rows: readonly (readonly Cell[])[] },
  look: Look,
): string[] {
  const cells = rows.map((row) => row.map((cell) => shown(cell)));
  const titles = heads?.map((text) => shown({ text, style: 'dim' }));
  const all = titles ? [titles, ...cells] : cells;
  const widths = fitted(all, look.width);
  const isRight = widths.map(
    (_, column) =>
      heads !== undefined && cells.every((row) => /^[\d.,]*%?$/.test(row[column]?.text ?? '')),
  );
  return all.flatMap((row) => linesOf(row, { widths, isRight, look }));
}

type Shown = { text: string; style: Style | undefined };

function shown(cell: Cell): Shown {
  const { text, style } = typeof cell === 'string' ? { text: cell, style: undefined } : cell;
  return { text: plain(text), style };
}

/** In each column the longest of what `parts` makes of its cells. */
function longest(rows: readonly (readonly Shown[])[], parts: RegExp): number[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  return Array.from({ length: columns }, (_, column) =>
    rows.reduce((most, row) => {
      const lengths = (row[column]?.text ?? '').split(parts).map(({ length }) => length);
      return Math.max(most, ...lengths);
    }, 0),
  );
}

/** Takes from the widest column until all fit: first between words, then within them. */
function fitted(rows: readonly (readonly Shown[])[], width: number): number[] {
  const widths = longest(rows, /\n/);
  const words = longest(rows, /\s/);
  const room = width - gap * (widths.length - 1);
  narrow(widths, room, (column) => words[column] ?? 0);
  narrow(widths, room, () => 0);
  return widths;
}

function narrow(widths: number[], room: number, leastOf: (column: number) => number): void {
  for (let over = sum(widths) - room; over > 0; over = sum(widths) - room) {
    const spare = widths.map((each, column) =>
      each > Math.max(narrowestColumn, leastOf(column)) ? each : 0,
    );
    const most = Math.max(...spare);
    if (most === 0) {
      return;
    }
    widths[spare.indexOf(most)] = most - 1;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

type Layout = { widths: readonly number[]; isRight: readonly boolean[]; look: Look };

function linesOf(row: readonly Shown[], { widths, isRight, look }: Layout): string[] {
  const wrapped = row.map(({ text }, column) => wrap(text, Math.max(1, widths[column] ?? 1)));
  const height = Math.max(1, ...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, line) =>
    row
      .map(({ style }, column) => {
        const text = wrapped[column]?.[line] ?? '';
        const width = widths[column] ?? 0;
        const padded = isRight[column] ? text.padStart(width) : text.padEnd(width);
        const isLast = column === row.length - 1;
        const cell = isLast ? padded.trimEnd() : padded;
        return style === undefined ? cell : look.paint(style, cell);
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}
