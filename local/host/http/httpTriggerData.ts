import type { IncomingHttpHeaders } from 'node:http';
import { bodyProperties } from '../bodyProperties';
import type { HttpData, TypedData } from '../worker/types';
import type { Exchange } from './exchange';
import type { RouteValues } from './routeTemplate';

type Nullable = Record<string, { value: string }>;

/** A request as the app gets it in plain mode. */
export function toHttpData(
  { request, url }: Exchange,
  params: RouteValues,
  body: Uint8Array,
): HttpData {
  return {
    url: url.href,
    method: request.method ?? 'GET',
    nullableHeaders: nullable(headersOf(request.headers)),
    nullableQuery: nullable(queryOf(url)),
    nullableParams: nullable(params),
    ...(body.length > 0 && { body: { bytes: body } }),
  };
}

/**
 * The trigger metadata of a request in stream mode. The library takes every text in it for a route
 * parameter, so query keys and body properties show up among `request.params`, as in the real host.
 */
export function toStreamMetadata(
  { request, url }: Exchange,
  params: RouteValues,
  body: Uint8Array | undefined,
): Record<string, TypedData> {
  const { code: _, ...query } = queryOf(url);
  return {
    ...(body && bodyProperties(Buffer.from(body).toString())),
    ...texts(query),
    ...texts(params),
    Query: { json: JSON.stringify(queryOf(url)) },
    Headers: { json: JSON.stringify(headersOf(request.headers)) },
  };
}

/** Repeated keys are joined by commas. */
function queryOf({ searchParams }: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of searchParams) {
    query[name] = name in query ? `${query[name]},${value}` : value;
  }
  return query;
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(', ') : value;
    if (text !== undefined && text !== '') {
      flat[name] = text;
    }
  }
  return flat;
}

function nullable(values: Readonly<Record<string, string>>): Nullable {
  const result: Nullable = {};
  for (const [name, value] of Object.entries(values)) {
    result[name] = { value };
  }
  return result;
}

function texts(values: Readonly<Record<string, string>>): Record<string, TypedData> {
  const result: Record<string, TypedData> = {};
  for (const [name, string] of Object.entries(values)) {
    result[name] = { string };
  }
  return result;
}
