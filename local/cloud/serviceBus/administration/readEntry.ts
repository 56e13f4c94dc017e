import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { z } from 'zod';
import { badRequest } from './administrationError';

/** What of a description may be there several times. */
const LISTS = new Set(['AuthorizationRule', 'AccessRights', 'KeyValueOfstringanyType']);

const parser = new XMLParser({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  parseTagValue: false,
  removeNSPrefix: true,
  isArray: (name) => LISTS.has(name),
});

const Content = z.looseObject({});
const Document = z.object({ entry: z.object({ content: Content }) });

/** The content of an Atom entry whose root element has this name. Throws a bad request. */
export function readEntry(body: string, name: string): unknown {
  const validity = XMLValidator.validate(body);
  if (validity !== true) {
    throw badRequest(`The body is not XML: ${validity.err.msg}`);
  }
  const document = Document.safeParse(parser.parse(body));
  const content = document.success ? document.data.entry.content[name] : undefined;
  if (content === undefined) {
    throw badRequest(`The body was expected to be an Atom entry with a ${name}.`);
  }
  return content;
}

/** Reads a description by a schema of its elements. Throws a bad request that names each that is wrong. */
export function readElements<T>(schema: z.ZodType<T>, element: unknown): T {
  const parsed = schema.safeParse(element);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join('/') || 'the description'}: ${message}`,
    );
    throw badRequest(`The description cannot be used: ${reasons.join('; ')}.`);
  }
  return parsed.data;
}

/** The child elements of an element, without its attributes. */
export const childrenOf = z.preprocess(
  (element) => {
    if (!(element instanceof Object)) {
      return {};
    }
    return Object.fromEntries(Object.entries(element).filter(([name]) => !/^[@#?]/.test(name)));
  },
  z.record(z.string(), z.unknown()),
);
