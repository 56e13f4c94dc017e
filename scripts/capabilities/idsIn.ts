/** The capability ids of a test title, `[A04] …`, `[A04, B02] …` or `[A04][B02] …`, each once. */
export function idsIn(title: string): string[] {
  const brackets = title.matchAll(/\[\s*([A-Z]\d{1,2}(?:[\s,]+[A-Z]\d{1,2})*)\s*\]/g);
  const ids = [...brackets].flatMap(([, inside = '']) => inside.split(/[\s,]+/));
  return [...new Set(ids)];
}
