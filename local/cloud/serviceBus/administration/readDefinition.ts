import type { Defined } from '../definitions/definitions';
import type { EntityDefinition } from '../definitions/entityDefinition';
import { compileRule } from '../rules/rule';
import { DEFAULT_RULE } from '../rules/ruleDescription';
import type { RuleDescription } from '../rules/ruleDescription';
import { badRequest, notFound } from './administrationError';
import type { ReadDefinition } from './administerEntity';
import { QueueElements, SubscriptionElements, TopicElements } from './entityElements';
import type { Exchange } from './exchange';
import { propertiesOf } from './propertiesOf';
import { readElements, readEntry } from './readEntry';
import { readRule } from './ruleXml';

/** Reads the description of a queue or a topic, whichever was sent. */
export function queueOrTopic(name: string): ReadDefinition {
  return ({ body, broker }, current) => {
    const { maxMessageSizeBytes, defaults } = broker;
    const isTopic = /<(?:\w+:)?TopicDescription[\s/>]/.test(body);
    const kind = isTopic ? 'topic' : 'queue';
    if (current !== undefined && current.definition.kind !== kind) {
      throw badRequest(
        `'${name}' was expected to be a ${kind}, found a ${current.definition.kind}.`,
      );
    }
    const given = isTopic
      ? readElements(TopicElements, readEntry(body, 'TopicDescription'))
      : readElements(QueueElements, readEntry(body, 'QueueDescription'));
    const before = current?.definition.properties;
    const properties = propertiesOf(given, { current: before, maxMessageSizeBytes, defaults });
    return { kind, name: current?.definition.name ?? name, properties };
  };
}

/** Reads the description of a subscription, with its first rule. */
export function subscription(topic: string, name: string): ReadDefinition {
  return (exchange, current): EntityDefinition => {
    const { body, broker } = exchange;
    const { maxMessageSizeBytes, defaults } = broker;
    const owner = requireTopic(topic, exchange);
    const given = readElements(SubscriptionElements, readEntry(body, 'SubscriptionDescription'));
    const before = current?.definition.properties;
    const properties = propertiesOf(given, { current: before, maxMessageSizeBytes, defaults });
    return {
      kind: 'subscription',
      topic: owner.definition.name,
      name: current?.definition.name ?? name,
      properties,
      rules: rulesOf(current) ?? [firstRule(given.DefaultRuleDescription)],
    };
  };
}

/** Throws unless there is such a topic. */
export function requireTopic(topic: string, { broker }: Exchange): Defined {
  const defined = broker.definitions.find(topic);
  if (defined?.definition.kind !== 'topic') {
    throw notFound(topic);
  }
  return defined;
}

function rulesOf(current: Defined | undefined): readonly RuleDescription[] | undefined {
  const definition = current?.definition;
  return definition?.kind === 'subscription' ? definition.rules : undefined;
}

function firstRule(given: unknown): RuleDescription {
  if (given === undefined) {
    return DEFAULT_RULE;
  }
  const rule = readRule(given);
  compileRule(rule);
  return rule;
}
