import type { Sink } from '../shell';

/** Lines that are drawn over while something goes on. */
export type Screen = {
  /** A line that stays. */
  say(line: string): void;
  /** The moving part, drawn anew; left out where it could not be drawn over. */
  draw(lines: readonly string[]): void;
};

export function screenOn(sink: Sink): Screen {
  const isLive = sink.isTTY === true;
  let drawn: readonly string[] = [];
  const erase = (): void => {
    if (isLive && drawn.length > 0) {
      sink.write(`\u001B[${drawn.length}A\r\u001B[J`);
    }
  };
  const redraw = (): void => {
    if (isLive && drawn.length > 0) {
      sink.write(`${drawn.join('\n')}\n`);
    }
  };
  return {
    say: (line) => {
      erase();
      sink.write(`${line}\n`);
      redraw();
    },
    draw: (lines) => {
      erase();
      drawn = lines;
      redraw();
    },
  };
}
