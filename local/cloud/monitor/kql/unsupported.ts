import type { SyntaxNode } from './syntaxNode';

/** Where in the query, and the piece of it. */
export type Place = { readonly start: number; readonly text: string };

/**
 * Valid in the query language, but not implemented here. Refusing beats a plausible wrong answer,
 * so nothing is ever skipped over or approximated in silence.
 */
export class UnsupportedQuery extends Error {
  override readonly name = 'UnsupportedQuery';
  readonly place: Place | undefined;

  constructor(what: string, place?: Place) {
    super(`${what} is not supported by this simulator.`);
    this.place = place;
  }
}

/** Refuses a node, naming what about it is not implemented. */
export function unsupported(what: string, { start, text }: SyntaxNode): UnsupportedQuery {
  return new UnsupportedQuery(what, { start, text: text.slice(0, 60) });
}
