import { types } from 'rhea';
import { z } from 'zod';
import type { Broker } from '../broker';
import type { Queue } from '../queue/queue';
import type { GivenValues, RuleDescription } from '../rules/ruleDescription';
import type { Rules } from '../rules/rules';
import { notAllowed } from '../serviceBusError';
import { encodeRule } from './encodeRule';
import { ok, read } from './managementBody';
import type { ManagementReply, ManagementRequest } from './requestResponse';

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);
const Property = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.date().transform((date) => ({ timestamp: date.getTime() })),
]);
const Properties = z
  .record(z.string(), Property)
  .nullish()
  .transform((properties): GivenValues => properties ?? {});

const AddRule = z.object({
  'rule-name': z.string(),
  'rule-description': z.object({
    'sql-filter': z.object({ expression: z.string() }).nullish(),
    'correlation-filter': z
      .object({
        'correlation-id': Text,
        'message-id': Text,
        to: Text,
        'reply-to': Text,
        label: Text,
        'session-id': Text,
        'reply-to-session-id': Text,
        'content-type': Text,
        properties: Properties,
      })
      .nullish(),
    'sql-rule-action': z.object({ expression: z.string() }).nullish(),
  }),
});
type AddRule = z.infer<typeof AddRule>;

const RemoveRule = z.object({ 'rule-name': z.string() });
const EnumerateRules = z.object({ skip: z.int().nonnegative(), top: z.int().positive() });

export function addRule(
  { body }: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  const description = descriptionOf(read(AddRule, body));
  rulesOf(queue, broker).add({ ...description, createdAt: broker.now() });
  return ok();
}

export function removeRule(
  { body }: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  rulesOf(queue, broker).remove(read(RemoveRule, body)['rule-name']);
  return ok();
}

export function enumerateRules(
  { body }: ManagementRequest,
  queue: Queue,
  broker: Broker,
): ManagementReply {
  const { skip, top } = read(EnumerateRules, body);
  const page = rulesOf(queue, broker)
    .list()
    .slice(skip, skip + top);
  if (page.length === 0) {
    return { statusCode: 204 };
  }
  const rules = page.map((rule) => ({ 'rule-description': encodeRule(rule) }));
  return ok({ rules: types.wrap_list(rules) });
}

function rulesOf(queue: Queue, broker: Broker): Rules {
  const rules = broker.rulesOf(queue);
  if (rules === undefined) {
    throw notAllowed(`'${queue.path}' has no rules: it is not a subscription.`);
  }
  return rules;
}

function descriptionOf(request: AddRule): RuleDescription {
  const name = request['rule-name'];
  const description = request['rule-description'];
  const action = description['sql-rule-action']?.expression;
  const sql = description['sql-filter'];
  const given = description['correlation-filter'];
  if (given === undefined || given === null) {
    return { name, action, filter: { type: 'sql', expression: sql?.expression ?? '' } };
  }
  return {
    name,
    action,
    filter: {
      type: 'correlation',
      correlationId: given['correlation-id'],
      messageId: given['message-id'],
      to: given.to,
      replyTo: given['reply-to'],
      subject: given.label,
      sessionId: given['session-id'],
      replyToSessionId: given['reply-to-session-id'],
      contentType: given['content-type'],
      properties: given.properties,
    },
  };
}
