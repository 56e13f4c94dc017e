import { z } from 'zod';
import type { GivenValue, GivenValues, RuleDescription } from '../rules/ruleDescription';
import { description, instant } from './atom';
import type { Element } from './atom';
import { badRequest } from './administrationError';
import { childrenOf, readElements } from './readEntry';

const SCHEMA_NAMESPACE = 'http://www.w3.org/2001/XMLSchema';
/** The values of filters whose names .NET gives four letters and a number, which clients rely on. */
const PREFIX = 'd6p1';
const COMPATIBILITY = '20';

const Value = z
  .union([
    z.string().transform((text) => ({ '#text': text, '@type': 'string' })),
    z.looseObject({ '#text': z.string().default(''), '@type': z.string() }),
  ])
  .transform(({ '#text': text, '@type': type }) => valueOf(text, type.replace(/^.*:/, '')));

const Values = z
  .union([
    z.literal('').transform(() => []),
    z
      .looseObject({
        KeyValueOfstringanyType: z.array(z.looseObject({ Key: z.string(), Value })).default([]),
      })
      .transform((all) => all.KeyValueOfstringanyType),
  ])
  .transform((pairs): GivenValues => Object.fromEntries(pairs.map((p) => [p.Key, p.Value])));

const Text = z.string().optional();
const Filter = z.looseObject({
  '@type': z.string().transform((type) => type.replace(/^.*:/, '')),
  SqlExpression: Text,
  Parameters: Values.optional(),
  CorrelationId: Text,
  MessageId: Text,
  To: Text,
  ReplyTo: Text,
  Label: Text,
  SessionId: Text,
  ReplyToSessionId: Text,
  ContentType: Text,
  Properties: Values.optional(),
});
const Action = z
  .union([
    z.literal('').transform(() => ({ SqlExpression: undefined, Parameters: undefined })),
    z.looseObject({ SqlExpression: Text, Parameters: Values.optional() }),
  ])
  .optional();

const RuleElements = childrenOf.pipe(
  z.strictObject({
    Filter: Filter.optional(),
    Action,
    Name: z.string().optional(),
    CreatedAt: z.unknown().optional(),
  }),
);

/** Reads a RuleDescription element; the name is that of the URL if there is one. Throws a bad request. */
export function readRule(element: unknown, name?: string): RuleDescription {
  const { Filter: filter, Action: action, Name = '' } = readElements(RuleElements, element);
  return {
    name: name ?? Name,
    filter: filterOf(filter),
    action: action?.SqlExpression,
    actionParameters: action?.Parameters,
  };
}

function filterOf(filter: z.infer<typeof Filter> | undefined): RuleDescription['filter'] {
  switch (filter?.['@type']) {
    case undefined:
    case 'TrueFilter':
      return { type: 'sql', expression: '1=1' };
    case 'FalseFilter':
      return { type: 'sql', expression: '1=0' };
    case 'SqlFilter':
      return {
        type: 'sql',
        expression: filter?.SqlExpression ?? '',
        parameters: filter?.Parameters,
      };
    case 'CorrelationFilter':
      return {
        type: 'correlation',
        correlationId: filter?.CorrelationId,
        messageId: filter?.MessageId,
        to: filter?.To,
        replyTo: filter?.ReplyTo,
        subject: filter?.Label,
        sessionId: filter?.SessionId,
        replyToSessionId: filter?.ReplyToSessionId,
        contentType: filter?.ContentType,
        properties: filter?.Properties ?? {},
      };
  }
  throw badRequest(
    `Found a filter of the type '${filter?.['@type']}', expected SqlFilter, CorrelationFilter, TrueFilter or FalseFilter.`,
  );
}

/** The description of a rule; `createdAt` is for one that does not know its own. */
export function describeRule(rule: RuleDescription, createdAt: number): Element {
  return description('RuleDescription', {
    Filter: describeFilter(rule.filter),
    Action: describeAction(rule),
    CreatedAt: instant(rule.createdAt ?? createdAt),
    Name: rule.name,
  });
}

function describeFilter(filter: RuleDescription['filter']): Element {
  if (filter.type === 'sql') {
    const { expression, parameters } = filter;
    const trivial = new Map([
      ['1=1', 'TrueFilter'],
      ['1=0', 'FalseFilter'],
    ]);
    return {
      '@i:type': trivial.get(expression) ?? 'SqlFilter',
      SqlExpression: expression,
      CompatibilityLevel: COMPATIBILITY,
      ...describeValues('Parameters', parameters),
    };
  }
  const texts = Object.entries({
    CorrelationId: filter.correlationId,
    MessageId: filter.messageId,
    To: filter.to,
    ReplyTo: filter.replyTo,
    Label: filter.subject,
    SessionId: filter.sessionId,
    ReplyToSessionId: filter.replyToSessionId,
    ContentType: filter.contentType,
  });
  const given = texts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
  return {
    '@i:type': 'CorrelationFilter',
    ...Object.fromEntries(given),
    ...describeValues('Properties', filter.properties),
  };
}

function describeAction({ action, actionParameters }: RuleDescription): Element {
  if (action === undefined || action === '') {
    return { '@i:type': 'EmptyRuleAction' };
  }
  return {
    '@i:type': 'SqlRuleAction',
    SqlExpression: action,
    CompatibilityLevel: COMPATIBILITY,
    ...describeValues('Parameters', actionParameters),
  };
}

function describeValues(name: string, values: GivenValues = {}): Element {
  const entries = Object.entries(values);
  if (entries.length === 0) {
    return {};
  }
  const KeyValueOfstringanyType = entries.map(([Key, value]): Element => ({
    Key,
    Value: {
      [`@xmlns:${PREFIX}`]: SCHEMA_NAMESPACE,
      '@i:type': `${PREFIX}:${typeOf(value)}`,
      '#text': typeof value === 'object' ? instant(value.timestamp) : String(value),
    },
  }));
  return { [name]: { KeyValueOfstringanyType } };
}

function typeOf(value: GivenValue): string {
  if (typeof value === 'object') {
    return 'dateTime';
  }
  return typeof value === 'number' ? 'double' : typeof value;
}

function valueOf(text: string, type: string): GivenValue {
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return text === 'true';
    case 'dateTime':
      return { timestamp: Date.parse(text) };
    case 'int':
    case 'long':
    case 'double':
      return Number(text);
  }
  throw badRequest(
    `Found a value of the type '${type}', expected string, boolean, dateTime or a number.`,
  );
}
