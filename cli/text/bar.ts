/** `██████░░░░`, with as much filled as is done; nothing to do is done. */
export function bar(done: number, all: number, width = 24): string {
  const filled = all === 0 ? width : Math.round((done / all) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}
