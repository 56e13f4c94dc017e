import { badRequest } from './administrationError';
import { feedDocument } from './atom';
import type { Entry } from './atom';
import type { AdministrationResponse, Exchange } from './exchange';

/** How many entities a page has at most, and if the client does not say. */
const MAX_PAGE = 100;

/** The page of a list that `$skip` and `$top` ask for, with a link to the next one if there is more. */
export function feedPage(
  title: string,
  entries: readonly (Entry | (() => Entry))[],
  { url, broker }: Exchange,
): AdministrationResponse {
  const skip = count(url, '$skip', 0);
  const top = Math.min(count(url, '$top', MAX_PAGE), MAX_PAGE);
  const page = entries.slice(skip, skip + top);
  const body = feedDocument({
    title,
    self: url.href,
    next: skip + top < entries.length ? nextOf(url, skip + top, top) : undefined,
    updatedAt: broker.now(),
    entries: page.map((entry) => (typeof entry === 'function' ? entry() : entry)),
  });
  return { status: 200, body };
}

function nextOf(url: URL, skip: number, top: number): string {
  const next = new URL(url);
  next.searchParams.set('$skip', String(skip));
  next.searchParams.set('$top', String(top));
  return next.href;
}

function count(url: URL, name: string, otherwise: number): number {
  const given = url.searchParams.get(name);
  const number = Number(given ?? otherwise);
  if (!Number.isInteger(number) || number < 0) {
    throw badRequest(
      `The value '${given}' of ${name} was expected to be a whole number from 0 on.`,
    );
  }
  return number;
}
