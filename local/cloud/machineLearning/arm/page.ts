import { z } from 'zod';
import { badRequest } from './armError';

export type ListViewType = 'ActiveOnly' | 'ArchivedOnly' | 'All';

export type PageRequest = {
  size: number;
  descending: boolean;
  view: ListViewType;
  /** The order number of the last resource on the page before. */
  after: number | undefined;
};

const views = new Map<string, ListViewType>([
  ['activeonly', 'ActiveOnly'],
  ['archivedonly', 'ArchivedOnly'],
  ['all', 'All'],
]);

/**
 * Reads what a list call asks for. Throws 400 on a filter or an order that is not simulated, so
 * that no caller mistakes an unfiltered list for a filtered one.
 */
export function pageRequest(query: URLSearchParams, defaultSize: number): PageRequest {
  for (const name of query.keys()) {
    if (!known.has(name.toLowerCase())) {
      throw badRequest('InvalidQueryParameter', `The query parameter '${name}' is not supported.`);
    }
  }
  const size = query.get('$top') ?? query.get('count');
  const token = query.get('$skipToken') ?? query.get('$skip');
  const view = views.get((query.get('listViewType') ?? 'ActiveOnly').toLowerCase());
  if (!view) {
    const found = query.get('listViewType');
    throw badRequest('InvalidQueryParameter', `The listViewType '${found}' is not supported.`);
  }
  return {
    size: size === null ? defaultSize : pageSize(size),
    descending: isDescending(query.get('$orderBy') ?? 'createdtime asc'),
    view,
    after: token === null ? undefined : readSkipToken(token),
  };
}

const known = new Set([
  'api-version',
  'count',
  'listviewtype',
  '$orderby',
  '$skip',
  '$skiptoken',
  '$top',
]);

const SkipToken = z.strictObject({ after: z.int().nonnegative() });

export function skipToken(after: number): string {
  return Buffer.from(JSON.stringify({ after })).toString('base64url');
}

function readSkipToken(token: string): number {
  try {
    return SkipToken.parse(JSON.parse(Buffer.from(token, 'base64url').toString())).after;
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof z.ZodError)) {
      throw cause;
    }
    throw badRequest('InvalidSkipToken', `The continuation token '${token}' is not valid.`);
  }
}

function pageSize(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1) {
    const message = `The page size '${text}' is not valid: a whole number above 0 was expected.`;
    throw badRequest('InvalidQueryParameter', message);
  }
  return size;
}

function isDescending(orderBy: string): boolean {
  // The Python SDK sends the space as a plus sign that is itself encoded.
  const [, direction] = /^createdtime(?:[ +]+(asc|desc))?$/i.exec(orderBy.trim()) ?? [
    undefined,
    '',
  ];
  if (direction === '') {
    const message = `The order '${orderBy}' is not supported: 'createdtime asc' or 'createdtime desc' was expected.`;
    throw badRequest('InvalidQueryParameter', message);
  }
  return direction?.toLowerCase() === 'desc';
}
