/** Breaks a text into lines of at most this width, between words where it can. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

/** Spaces at the beginning stay, on the first line. */
function wrapLine(line: string, width: number): string[] {
  const lines: string[] = [];
  const words = line.trimStart();
  let current = line.slice(0, line.length - words.length);
  let isEmpty = true;
  for (const word of words.split(' ').flatMap((long) => pieces(long, width))) {
    if (!isEmpty && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = isEmpty ? `${current}${word}` : `${current} ${word}`;
    }
    isEmpty = false;
  }
  return [...lines, current];
}

/** Names of Azure are long and have no spaces. */
function pieces(word: string, width: number): string[] {
  const count = Math.max(1, Math.ceil(word.length / width));
  return Array.from({ length: count }, (_, index) =>
    word.slice(index * width, (index + 1) * width),
  );
}

/** The same with every line after the first set in. */
export function wrapHanging(text: string, width: number, indent: string): string[] {
  const [first = '', ...rest] = wrap(text, width - indent.length);
  return [first, ...rest.map((line) => `${indent}${line}`)];
}
