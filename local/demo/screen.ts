/** Where the story is told: lines that stay, and below them lines that are drawn over. */
export type Screen = {
  say(line: string): void;
  /** Draws the moving part anew; on what is no terminal it is left out. */
  draw(lines: readonly string[]): void;
};

const up = (lines: number): string => (lines > 0 ? `\u001B[${lines}A` : '');
const clearBelow = '\r\u001B[J';

export function screenOn(stream: NodeJS.WriteStream, clock: () => string): Screen {
  let drawn: readonly string[] = [];
  const erase = (): void => {
    if (stream.isTTY) {
      stream.write(`${up(drawn.length)}${clearBelow}`);
    }
  };
  const redraw = (): void => {
    if (stream.isTTY && drawn.length > 0) {
      stream.write(`${drawn.join('\n')}\n`);
    }
  };
  return {
    say: (line) => {
      erase();
      stream.write(`${clock().padStart(6)}  ${line}\n`);
      redraw();
    },
    draw: (lines) => {
      erase();
      drawn = lines;
      redraw();
    },
  };
}

/** `████████░░░░`, with as much filled as is done. */
export function bar(done: number, all: number, width = 24): string {
  const filled = all === 0 ? width : Math.round((done / all) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
