import type { Broker } from '../broker';

export type AdministrationRequest = {
  method: string;
  /** As the client sees it: its host is written into links. */
  url: URL;
  /** The header `If-Match`. */
  ifMatch: string | undefined;
  body: string;
};

export type AdministrationResponse = {
  status: number;
  /** XML. */
  body: string;
  etag?: string;
};

/** A request with what answers it. */
export type Exchange = AdministrationRequest & { broker: Broker };

/** The URL of an entity. */
export function urlOf({ url }: Pick<AdministrationRequest, 'url'>, path: string): string {
  const version = url.searchParams.get('api-version');
  const query = version === null ? '' : `?api-version=${encodeURIComponent(version)}`;
  return `${url.origin}/${path}${query}`;
}
