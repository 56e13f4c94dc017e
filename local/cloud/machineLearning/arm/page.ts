import { z } from 'zod';
import { badRequest } from './armError';
import { filterOf, isFilter } from './listFilter';
import type { Matches } from './listFilter';
import type { ResourceType } from './resourceType';

export type ListViewType = 'ActiveOnly' | 'ArchivedOnly' | 'All';

export type PageRequest = {
  size: number;
  descending: boolean;
  view: ListViewType;
  /** The order number of the last resource on the page before. */
  after: number | undefined;
  /** How many to leave out at the start. */
  offset: number;
  order: 'created' | 'updated';
  matches: Matches | undefined;
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
export function pageRequest(
  query: URLSearchParams,
  { type, defaultSize }: { type: ResourceType; defaultSize: number },
): PageRequest {
  for (const name of query.keys()) {
    if (!isKnown(type, name.toLowerCase())) {
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
    ...orderOf(type, query),
    view,
    after: token === null ? undefined : readSkipToken(token),
    offset: token === null ? offsetOf(query.get('offset') ?? '0') : 0,
    matches: filterOf(type, query),
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

function isKnown(type: ResourceType, name: string): boolean {
  return (
    known.has(name) ||
    isFilter(type, name) ||
    (name === 'orderby' && type === 'workspaces/onlineEndpoints') ||
    (name === 'offset' && type.endsWith('/models/versions'))
  );
}

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

function offsetOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    const message = `The offset '${text}' is not valid: a whole number was expected.`;
    throw badRequest('InvalidQueryParameter', message);
  }
  return Number(text);
}

type Order = Pick<PageRequest, 'order' | 'descending'>;

/** Online endpoints have an `orderBy` of their own; all other lists have `$orderBy`. */
function orderOf(type: ResourceType, query: URLSearchParams): Order {
  const asked = type === 'workspaces/onlineEndpoints' ? query.get('orderBy') : null;
  if (asked === null) {
    const descending = isDescending(query.get('$orderBy') ?? 'createdtime asc');
    return { order: 'created', descending };
  }
  const order = endpointOrders.get(asked.toLowerCase());
  if (!order) {
    throw badRequest('InvalidQueryParameter', `The orderBy '${asked}' is not supported.`);
  }
  return order;
}

const endpointOrders = new Map<string, Order>([
  ['createdatasc', { order: 'created', descending: false }],
  ['createdatdesc', { order: 'created', descending: true }],
  ['updatedatasc', { order: 'updated', descending: false }],
  ['updatedatdesc', { order: 'updated', descending: true }],
]);

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
