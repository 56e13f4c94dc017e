import { types } from 'rhea';
import type { Typed } from 'rhea';
import type { GivenValues, RuleDescription } from '../rules/ruleDescription';

/** The descriptors of Service Bus's own types. */
const DESCRIPTORS = {
  rule: 0x13700000004,
  noAction: 0x13700000005,
  action: 0x13700000006,
  sqlFilter: 0x1370000006,
  trueFilter: 0x1370000007,
  correlationFilter: 0x1370000009,
} as const;

/** A rule as `enumerate-rules` answers it. */
export function encodeRule({ name, filter, action }: RuleDescription): Typed {
  return described('rule', [encodeFilter(filter), encodeAction(action), types.wrap_string(name)]);
}

function encodeFilter(filter: RuleDescription['filter']): Typed {
  if (filter.type === 'sql') {
    const { expression } = filter;
    return expression === '1=1'
      ? described('trueFilter', [])
      : described('sqlFilter', [types.wrap_string(expression)]);
  }
  const { correlationId, messageId, to, replyTo, subject } = filter;
  const { sessionId, replyToSessionId, contentType, properties } = filter;
  const texts = [correlationId, messageId, to, replyTo, subject];
  const all = [...texts, sessionId, replyToSessionId, contentType];
  return described('correlationFilter', [
    ...all.map((text) => (text === undefined ? types.wrap(null) : types.wrap_string(text))),
    types.wrap_map(encodeValues(properties)),
  ]);
}

function encodeValues(values: GivenValues): Record<string, unknown> {
  const encoded = Object.entries(values).map(([name, value]): [string, unknown] => [
    name,
    typeof value === 'object' ? types.wrap_timestamp(value.timestamp) : value,
  ]);
  return Object.fromEntries(encoded);
}

function encodeAction(action: string | undefined): Typed {
  return action === undefined || action === ''
    ? described('noAction', [])
    : described('action', [types.wrap_string(action)]);
}

function described(type: keyof typeof DESCRIPTORS, fields: Typed[]): Typed {
  return types.wrap_described(fields, DESCRIPTORS[type]);
}
