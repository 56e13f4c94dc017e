import { styleText } from 'node:util';
import type { Shell, Sink } from '../shell';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** How wide text may be, and how it is coloured: not at all unless on a terminal. */
export type Look = { width: number; paint: (style: Style, text: string) => string };

/** Wider lines are hard to read, however wide the terminal. */
const widest = 100;
const narrowest = 40;

export function lookOf(sink: Sink, env: Shell['env']): Look {
  // A terminal that does not know says 0.
  const columns = sink.columns || widest;
  const isColoured = sink.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    width: Math.max(narrowest, Math.min(widest, columns)),
    paint: (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text),
  };
}
