/** Where the story is told: lines that stay, and below them lines that are drawn over. */
export type Screen = {
  /** A line that happened now. */
  say(line: string): void;
  /** A paragraph with a heading in the margin of each of its parts. */
  show(parts: readonly Part[]): void;
  /** Draws a moving part anew, of those below the rest; on what is no terminal it is left out. */
  draw(part: string, lines: readonly string[]): void;
  /** Leaves nothing moving. */
  clear(): void;
};

/** A heading, and the lines that belong to it. */
export type Part = { heading: string; lines: readonly string[] };

const up = (lines: number): string => (lines > 0 ? `\u001B[${lines}A` : '');
const clearBelow = '\r\u001B[J';

const columns = 100;
const clockColumns = 8;
const headingColumns = 11;

export function screenOn(stream: NodeJS.WriteStream, clock: () => string): Screen {
  const paint = painter(stream);
  const { write, draw, clear } = canvasOn(stream);
  let isAfterGap = false;
  return {
    say: (line) => {
      const [first = '', ...rest] = wrap(line, columns - clockColumns);
      const lines = [`${paint.dim(clock().padStart(6))}  ${first}`, ...rest.map(indented)];
      write(`${lines.join('\n')}\n`);
      isAfterGap = false;
    },
    show: (parts) => {
      const lines = parts.flatMap((part) => partLines(part, paint));
      write([...(isAfterGap ? [] : ['']), ...lines, '', ''].join('\n'));
      isAfterGap = true;
    },
    draw,
    clear,
  };
}

/** Writes above what moves, and draws that anew below. */
function canvasOn(
  stream: NodeJS.WriteStream,
): Pick<Screen, 'draw' | 'clear'> & { write: (text: string) => void } {
  const moving = new Map<string, readonly string[]>();
  let drawn = 0;
  const around = (change: () => void): void => {
    if (!stream.isTTY) {
      change();
      return;
    }
    stream.write(`${up(drawn)}${clearBelow}`);
    change();
    const lines = [...moving.values()].flat();
    stream.write(lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
  return {
    write: (text) => around(() => stream.write(text)),
    draw: (part, lines) => around(() => moving.set(part, lines)),
    clear: () => around(() => moving.clear()),
  };
}

type Painter = Record<'bold' | 'dim', (text: string) => string>;

function painter(stream: NodeJS.WriteStream): Painter {
  const isPlain = !stream.isTTY || process.env['NO_COLOR'] !== undefined;
  const inCode =
    (code: number) =>
    (text: string): string =>
      isPlain ? text : `\u001B[${code}m${text}\u001B[0m`;
  return { bold: inCode(1), dim: inCode(2) };
}

function partLines({ heading, lines }: Part, { bold }: Painter): string[] {
  const width = columns - clockColumns - headingColumns;
  return lines
    .flatMap((line) => wrap(line, width))
    .map((line, index) => {
      const margin = index === 0 ? heading.padEnd(headingColumns) : ' '.repeat(headingColumns);
      return indented(`${bold(margin)}${line}`);
    });
}

/** As far to the right as what is said after the clock. */
export function indented(line: string): string {
  return `${' '.repeat(clockColumns)}${line}`;
}

/** Breaks a line at its spaces; what follows the first is set in a little. */
function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const next = current === '' ? word : `${current} ${word}`;
    if (next.length > width && current.trim() !== '') {
      lines.push(current);
      current = `  ${word}`;
    } else {
      current = next;
    }
  }
  return [...lines, current];
}

/** `████████░░░░`, with as much filled as is done. */
export function bar(done: number, all: number, width = 24): string {
  const filled = all === 0 ? width : Math.round((done / all) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
