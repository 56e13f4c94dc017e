import type { AuthorizationRule, QueueProperties } from '../config/queueProperties';
import { durationText } from '../config/durationText';
import type { Defined } from '../definitions/definitions';
import { description, instant } from './atom';
import type { Element } from './atom';
import type { RuntimeCounts } from './runtimeCounts';

const COUNTS_NAMESPACE = 'http://schemas.microsoft.com/netservices/2011/06/servicebus';
const INSTANCE_NAMESPACE = 'http://www.w3.org/2001/XMLSchema-instance';
const MEGABYTE = 1_024 * 1_024;

export type Described = {
  defined: Defined;
  counts: RuntimeCounts;
  /** When somebody last used it (ms since 1970); undefined for never. */
  accessedAt: number | undefined;
  maxMessageSizeBytes: number;
  /** The URL that the name of an entity stands for in `ForwardTo`. */
  urlOf: (name: string) => string;
};

/** The description of an entity, in the order in which the service writes it. */
export function describeEntity(described: Described): Element {
  switch (described.defined.definition.kind) {
    case 'queue':
      return description('QueueDescription', describeQueue(described));
    case 'topic':
      return description('TopicDescription', describeTopic(described));
    case 'subscription':
      return description('SubscriptionDescription', describeSubscription(described));
  }
}

function describeQueue(described: Described): Element {
  const { properties } = described.defined.definition;
  const { notes } = properties;
  const { counts } = described;
  return {
    LockDuration: durationText(properties.lockDurationMs),
    MaxSizeInMegabytes: String(properties.maxSizeBytes / MEGABYTE),
    RequiresDuplicateDetection: String(properties.requiresDuplicateDetection),
    RequiresSession: String(properties.requiresSession),
    DefaultMessageTimeToLive: durationText(properties.defaultTimeToLiveMs),
    DeadLetteringOnMessageExpiration: String(properties.deadLetteringOnMessageExpiration),
    DuplicateDetectionHistoryTimeWindow: durationText(properties.duplicateDetectionWindowMs),
    MaxDeliveryCount: String(properties.maxDeliveryCount),
    EnableBatchedOperations: String(notes.enableBatchedOperations),
    SizeInBytes: String(counts.sizeInBytes),
    MessageCount: String(counts.total),
    IsAnonymousAccessible: 'false',
    ...authorizationRules(notes.authorizationRules),
    Status: properties.status,
    ...forwardTo(described),
    ...userMetadata(properties),
    ...times(described),
    SupportOrdering: String(notes.supportOrdering),
    CountDetails: countDetails(counts),
    AutoDeleteOnIdle: durationText(properties.autoDeleteOnIdleMs),
    EnablePartitioning: String(notes.enablePartitioning),
    ...forwardDeadLettersTo(described),
    EntityAvailabilityStatus: 'Available',
    EnableExpress: String(notes.enableExpress),
    MaxMessageSizeInKilobytes: String(described.maxMessageSizeBytes / 1_024),
  };
}

function describeTopic(described: Described): Element {
  const { properties } = described.defined.definition;
  const { notes } = properties;
  const { counts } = described;
  return {
    DefaultMessageTimeToLive: durationText(properties.defaultTimeToLiveMs),
    MaxSizeInMegabytes: String(properties.maxSizeBytes / MEGABYTE),
    RequiresDuplicateDetection: String(properties.requiresDuplicateDetection),
    DuplicateDetectionHistoryTimeWindow: durationText(properties.duplicateDetectionWindowMs),
    EnableBatchedOperations: String(notes.enableBatchedOperations),
    SizeInBytes: String(counts.sizeInBytes),
    FilteringMessagesBeforePublishing: 'false',
    IsAnonymousAccessible: 'false',
    ...authorizationRules(notes.authorizationRules),
    Status: properties.status,
    ...userMetadata(properties),
    ...times(described),
    SupportOrdering: String(notes.supportOrdering),
    CountDetails: countDetails(counts),
    SubscriptionCount: String(counts.subscriptions),
    AutoDeleteOnIdle: durationText(properties.autoDeleteOnIdleMs),
    EnablePartitioning: String(notes.enablePartitioning),
    EntityAvailabilityStatus: 'Available',
    EnableSubscriptionPartitioning: 'false',
    EnableExpress: String(notes.enableExpress),
    MaxMessageSizeInKilobytes: String(described.maxMessageSizeBytes / 1_024),
  };
}

function describeSubscription(described: Described): Element {
  const { properties } = described.defined.definition;
  const { notes } = properties;
  const { counts } = described;
  return {
    LockDuration: durationText(properties.lockDurationMs),
    RequiresSession: String(properties.requiresSession),
    DefaultMessageTimeToLive: durationText(properties.defaultTimeToLiveMs),
    DeadLetteringOnMessageExpiration: String(properties.deadLetteringOnMessageExpiration),
    DeadLetteringOnFilterEvaluationExceptions: String(
      notes.deadLetteringOnFilterEvaluationExceptions,
    ),
    MessageCount: String(counts.total),
    MaxDeliveryCount: String(properties.maxDeliveryCount),
    EnableBatchedOperations: String(notes.enableBatchedOperations),
    Status: properties.status,
    ...forwardTo(described),
    ...times(described),
    ...userMetadata(properties),
    CountDetails: countDetails(counts),
    AutoDeleteOnIdle: durationText(properties.autoDeleteOnIdleMs),
    ...forwardDeadLettersTo(described),
    EntityAvailabilityStatus: 'Available',
  };
}

function times({ defined, accessedAt }: Described): Element {
  return {
    CreatedAt: instant(defined.createdAt),
    UpdatedAt: instant(defined.updatedAt),
    AccessedAt: accessedAt === undefined ? '0001-01-01T00:00:00Z' : instant(accessedAt),
  };
}

function forwardTo({ defined, urlOf }: Described): Element {
  const name = defined.definition.properties.forwardTo;
  return name === '' ? {} : { ForwardTo: urlOf(name) };
}

function forwardDeadLettersTo({ defined, urlOf }: Described): Element {
  const name = defined.definition.properties.forwardDeadLetteredMessagesTo;
  return name === '' ? {} : { ForwardDeadLetteredMessagesTo: urlOf(name) };
}

function userMetadata({ notes }: QueueProperties): Element {
  return notes.userMetadata === undefined ? {} : { UserMetadata: notes.userMetadata };
}

function countDetails(counts: RuntimeCounts): Element {
  return {
    '@xmlns:d2p1': COUNTS_NAMESPACE,
    'd2p1:ActiveMessageCount': String(counts.active),
    'd2p1:DeadLetterMessageCount': String(counts.deadLetter),
    'd2p1:ScheduledMessageCount': String(counts.scheduled),
    'd2p1:TransferMessageCount': String(counts.transfer),
    'd2p1:TransferDeadLetterMessageCount': String(counts.transferDeadLetter),
  };
}

function authorizationRules(rules: readonly AuthorizationRule[] | undefined): Element {
  if (rules === undefined || rules.length === 0) {
    return { AuthorizationRules: {} };
  }
  const AuthorizationRule = rules.map((rule): Element => ({
    '@xmlns:i': INSTANCE_NAMESPACE,
    '@i:type': 'SharedAccessAuthorizationRule',
    ClaimType: rule.claimType,
    ClaimValue: 'None',
    Rights: { AccessRights: rule.rights },
    KeyName: rule.keyName,
    ...(rule.primaryKey === undefined ? {} : { PrimaryKey: rule.primaryKey }),
    ...(rule.secondaryKey === undefined ? {} : { SecondaryKey: rule.secondaryKey }),
  }));
  return { AuthorizationRules: { AuthorizationRule } };
}
