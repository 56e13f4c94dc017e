import { badRequest } from './administrationError';

/** What a path of the administration API speaks of. */
export type Resource =
  | { type: 'namespace' }
  | { type: 'queues' }
  | { type: 'topics' }
  /** A queue or a topic: the path does not tell. */
  | { type: 'entity'; name: string }
  | { type: 'subscriptions'; topic: string }
  | { type: 'subscription'; topic: string; name: string }
  | { type: 'rules'; topic: string; subscription: string }
  | { type: 'rule'; topic: string; subscription: string; name: string };

const SUBSCRIPTION =
  /^(?<topic>.+?)\/Subscriptions(?:\/(?<subscription>[^/]+)(?<rules>\/Rules(?:\/(?<rule>[^/]+))?)?)?$/i;

/** Reads the path of a URL. Throws a bad request for one that is none. */
export function resourceAt(pathname: string): Resource {
  const path = decode(pathname).replaceAll(/^\/+|\/+$/g, '');
  switch (path.toLowerCase()) {
    case '$namespaceinfo':
      return { type: 'namespace' };
    case '$resources/queues':
      return { type: 'queues' };
    case '$resources/topics':
      return { type: 'topics' };
  }
  const { topic, subscription, rules, rule } = SUBSCRIPTION.exec(path)?.groups ?? {};
  if (topic === undefined) {
    return { type: 'entity', name: path };
  }
  if (subscription === undefined) {
    return { type: 'subscriptions', topic };
  }
  if (rules === undefined) {
    return { type: 'subscription', topic, name: subscription };
  }
  return rule === undefined
    ? { type: 'rules', topic, subscription }
    : { type: 'rule', topic, subscription, name: rule };
}

function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch (cause) {
    throw Object.assign(badRequest(`The path '${pathname}' cannot be decoded.`), { cause });
  }
}
