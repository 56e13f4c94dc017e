import { XMLBuilder } from 'fast-xml-parser';

/** An XML element: its attributes begin with @, `#text` is its text, and the rest are its children in order. */
export type Element = { readonly [name: string]: Element | readonly (Element | string)[] | string };

/** An entity as an Atom entry. */
export type Entry = {
  /** Its URL. */
  id: string;
  title: string;
  createdAt: number;
  updatedAt: number;
  content: Element;
};

const SERVICE_BUS_NAMESPACE = 'http://schemas.microsoft.com/netservices/2010/10/servicebus/connect';
const INSTANCE_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
const ATOM_NAMESPACE = 'http://www.w3.org/2005/Atom';

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/** The root element of an entry's content. */
export function description(name: string, children: Element): Element {
  const namespaces = { '@xmlns': SERVICE_BUS_NAMESPACE, '@xmlns:i': INSTANCE_NAMESPACE };
  return { [name]: { ...namespaces, ...children } };
}

export function entryDocument(entry: Entry): string {
  return build({ entry: { '@xmlns': ATOM_NAMESPACE, ...entryElement(entry) } });
}

export type Feed = {
  title: string;
  /** The URL of this page, and of the next one if there is more. */
  self: string;
  next: string | undefined;
  updatedAt: number;
  entries: readonly Entry[];
};

export function feedDocument({ title, self, next, updatedAt, entries }: Feed): string {
  const nextLink = next === undefined ? [] : [link('next', next)];
  return build({
    feed: {
      '@xmlns': ATOM_NAMESPACE,
      title: { '@type': 'text', '#text': title },
      id: self,
      updated: instant(updatedAt),
      link: [link('self', self), ...nextLink],
      entry: entries.map((entry) => ({ '@xmlns': ATOM_NAMESPACE, ...entryElement(entry) })),
    },
  });
}

/** The body of a refusal. */
export function errorDocument(status: number, detail: string): string {
  return build({ Error: { Code: String(status), Detail: detail } });
}

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

function entryElement({ id, title, createdAt, updatedAt, content }: Entry): Element {
  return {
    id,
    title: { '@type': 'text', '#text': title },
    published: instant(createdAt),
    updated: instant(updatedAt),
    link: link('self', id),
    content: { '@type': 'application/xml', ...content },
  };
}

function link(rel: string, href: string): Element {
  return { '@rel': rel, '@href': href };
}

function build(root: Element): string {
  return `<?xml version="1.0" encoding="utf-8"?>${builder.build(root)}`;
}
