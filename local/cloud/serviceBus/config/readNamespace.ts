import { readFile } from 'node:fs/promises';
import { parse, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import { DEFAULT_RULE } from '../rules/ruleDescription';
import type { RuleDescription } from '../rules/ruleDescription';
import { checkForwarding } from './checkForwarding';
import { EmulatorConfig } from './emulatorConfig';
import type {
  EmulatorQueueProperties,
  EmulatorSubscription,
  EmulatorTopic,
} from './emulatorConfig';
import type { Namespace, SubscriptionDefinition, TopicDefinition } from './namespace';
import { subscriptionPath } from './namespace';
import { AZURE_DEFAULTS } from './queueProperties';
import type { QueueProperties } from './queueProperties';
import { ruleOf } from './ruleOf';

const MEGABYTE = 1_024 * 1_024;

/** Reads the entities of a Config.json. Throws an error that names the file and every place that is wrong. */
export async function readNamespace(
  file: string,
  defaults: QueueProperties = AZURE_DEFAULTS,
): Promise<Namespace> {
  return parseNamespace(await readFile(file, 'utf8'), file, defaults);
}

/** The same for text that was read already; `file` is for messages. */
export function parseNamespace(
  text: string,
  file: string,
  defaults: QueueProperties = AZURE_DEFAULTS,
): Namespace {
  const problems: ParseError[] = [];
  const json: unknown = parse(text, problems, { allowTrailingComma: true });
  const [problem] = problems;
  if (problem !== undefined) {
    const line = text.slice(0, problem.offset).split('\n').length;
    throw new Error(`${file}, line ${line}: ${printParseErrorCode(problem.error)}`);
  }
  const config = EmulatorConfig.safeParse(json);
  if (!config.success) {
    throw new Error(`${file}: ${config.error.issues.map(describe).join('; ')}`);
  }
  const [given] = config.data.UserConfig.Namespaces;
  const { Queues = [], Topics = [] } = given ?? {};
  const namespace = {
    name: given?.Name ?? '',
    queues: Queues.map(({ Name, Properties = {} }) => ({
      name: Name,
      properties: propertiesOf(Properties, defaults),
    })),
    topics: Topics.map((topic) => topicOf(topic, { defaults, file })),
  };
  checkForwarding(namespace, file);
  return namespace;
}

type Context = { defaults: QueueProperties; file: string };

function topicOf(topic: EmulatorTopic, context: Context): TopicDefinition {
  const { Name: name, Properties = {}, Subscriptions = [] } = topic;
  return {
    name,
    properties: propertiesOf(Properties, context.defaults),
    subscriptions: Subscriptions.map((subscription) => subscriptionOf(subscription, name, context)),
  };
}

function subscriptionOf(
  { Name: name, Properties = {}, Rules = [] }: EmulatorSubscription,
  topic: string,
  { defaults, file }: Context,
): SubscriptionDefinition {
  const rules = Rules.map((rule): RuleDescription => {
    try {
      return ruleOf(rule.Name, rule.Properties);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const place = `${subscriptionPath(topic, name)}/Rules/${rule.Name}`;
      throw new Error(`${file}: ${place}: ${reason}`, { cause });
    }
  });
  return {
    name,
    properties: propertiesOf(Properties, defaults),
    rules: rules.length === 0 ? [DEFAULT_RULE] : rules,
  };
}

function propertiesOf(given: EmulatorQueueProperties, defaults: QueueProperties): QueueProperties {
  const size = given.MaxSizeInMegabytes;
  return {
    ...defaults,
    lockDurationMs: given.LockDuration ?? defaults.lockDurationMs,
    maxDeliveryCount: given.MaxDeliveryCount ?? defaults.maxDeliveryCount,
    defaultTimeToLiveMs: given.DefaultMessageTimeToLive ?? defaults.defaultTimeToLiveMs,
    deadLetteringOnMessageExpiration:
      given.DeadLetteringOnMessageExpiration ?? defaults.deadLetteringOnMessageExpiration,
    requiresDuplicateDetection:
      given.RequiresDuplicateDetection ?? defaults.requiresDuplicateDetection,
    duplicateDetectionWindowMs:
      given.DuplicateDetectionHistoryTimeWindow ?? defaults.duplicateDetectionWindowMs,
    requiresSession: given.RequiresSession ?? defaults.requiresSession,
    forwardTo: given.ForwardTo ?? defaults.forwardTo,
    forwardDeadLetteredMessagesTo:
      given.ForwardDeadLetteredMessagesTo ?? defaults.forwardDeadLetteredMessagesTo,
    maxSizeBytes: size === undefined ? defaults.maxSizeBytes : size * MEGABYTE,
  };
}

/** As in `UserConfig.Namespaces[0].Queues[1].Properties.RequiresSession: …`. */
function describe({ path, message }: z.core.$ZodIssue): string {
  const place = path.reduce<string>(
    (parent, key) => (typeof key === 'number' ? `${parent}[${key}]` : `${parent}.${String(key)}`),
    '',
  );
  return `${place.slice(1) || 'the file'}: ${message}`;
}
