import type { WriteAnswer } from './domain/deployment';
import type { EndpointKind, EndpointReading, Routing } from './domain/switch/switch';

/** What an endpoint is to send elsewhere: from one routing, and no other, to the next. */
export type RoutingWrite = {
  kind: EndpointKind;
  endpoint: string;
  from: Routing;
  to: Routing;
  /** The deployment that gets more: it has to be well at the moment of the write. */
  deployment: string;
};

/** Endpoints that keep a warm sibling of what serves. Trouble that has a word is returned. */
export type Endpoints = {
  read(kind: EndpointKind, endpoint: string): Promise<EndpointReading>;
  /** Changes where an endpoint sends what comes in, and nothing else of it. */
  route(write: RoutingWrite): Promise<WriteAnswer>;
  /** Scales an online deployment that takes no requests to no instances. */
  takeOut(endpoint: string, deployment: string): Promise<WriteAnswer>;
};
