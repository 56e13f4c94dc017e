/** Says yes at every Nth question; without a number, never. */
export function everyNth(n: number | undefined): () => boolean {
  let asked = 0;
  return () => {
    asked += 1;
    return n !== undefined && asked % n === 0;
  };
}
