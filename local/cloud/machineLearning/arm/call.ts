import type { Principal } from '../../identity/principal';
import type { FaultEffect } from '../faults/rule';
import type { ResourceId } from './resourceId';

/** An authenticated, admitted and authorised call on a resource or a collection. */
export type ResourceCall = {
  id: ResourceId;
  query: URLSearchParams;
  apiVersion: string;
  principal: Principal;
  /** Parsed JSON; undefined without a body. */
  body: unknown;
  fault: FaultEffect | undefined;
};

export type Answer = {
  status: number;
  headers?: Record<string, string>;
  /** JSON text. */
  body?: string;
};
