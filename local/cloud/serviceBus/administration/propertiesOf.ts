import type { QueueProperties } from '../config/queueProperties';
import { badRequest } from './administrationError';
import type { EntityElements } from './entityElements';

const MEGABYTE = 1_024 * 1_024;
const PARTITIONS = 16;

export type PropertiesContext = {
  /** As the entity is; undefined for one that is created. */
  current: QueueProperties | undefined;
  /** Of what is not said. */
  defaults: QueueProperties;
  maxMessageSizeBytes: number;
};

/** The properties that a description asks for. Throws a bad request for what cannot be, or cannot be changed. */
export function propertiesOf(given: EntityElements, context: PropertiesContext): QueueProperties {
  const { current, defaults, maxMessageSizeBytes } = context;
  requireMessageSize(given, maxMessageSizeBytes);
  const fixed = current ?? defaults;
  const enablePartitioning = given.EnablePartitioning ?? fixed.notes.enablePartitioning;
  const properties = {
    lockDurationMs: given.LockDuration ?? defaults.lockDurationMs,
    maxDeliveryCount: given.MaxDeliveryCount ?? defaults.maxDeliveryCount,
    defaultTimeToLiveMs: given.DefaultMessageTimeToLive ?? defaults.defaultTimeToLiveMs,
    deadLetteringOnMessageExpiration:
      given.DeadLetteringOnMessageExpiration ?? defaults.deadLetteringOnMessageExpiration,
    requiresDuplicateDetection:
      given.RequiresDuplicateDetection ?? fixed.requiresDuplicateDetection,
    duplicateDetectionWindowMs:
      given.DuplicateDetectionHistoryTimeWindow ?? defaults.duplicateDetectionWindowMs,
    requiresSession: given.RequiresSession ?? fixed.requiresSession,
    forwardTo: nameIn(given.ForwardTo),
    forwardDeadLetteredMessagesTo: nameIn(given.ForwardDeadLetteredMessagesTo),
    maxSizeBytes: sizeOf(given, enablePartitioning && current === undefined, defaults),
    status: given.Status ?? 'Active',
    autoDeleteOnIdleMs: given.AutoDeleteOnIdle ?? Infinity,
    notes: notesOf(given, { ...defaults.notes, enablePartitioning }),
  };
  if (current !== undefined) {
    requireUnchanged(properties, current);
  }
  return properties;
}

function notesOf(
  given: EntityElements,
  defaults: QueueProperties['notes'],
): QueueProperties['notes'] {
  return {
    userMetadata: given.UserMetadata,
    enableBatchedOperations: given.EnableBatchedOperations ?? defaults.enableBatchedOperations,
    enablePartitioning: defaults.enablePartitioning,
    enableExpress: given.EnableExpress ?? defaults.enableExpress,
    supportOrdering: given.SupportOrdering ?? defaults.supportOrdering,
    deadLetteringOnFilterEvaluationExceptions:
      given.DeadLetteringOnFilterEvaluationExceptions ??
      defaults.deadLetteringOnFilterEvaluationExceptions,
    authorizationRules: given.AuthorizationRules,
  };
}

function sizeOf(
  { MaxSizeInMegabytes: given }: EntityElements,
  isMultiplied: boolean,
  { maxSizeBytes }: QueueProperties,
): number {
  const size = given === undefined ? maxSizeBytes : given * MEGABYTE;
  return isMultiplied ? size * PARTITIONS : size;
}

function requireUnchanged(properties: QueueProperties, current: QueueProperties): void {
  const changes = {
    RequiresSession: properties.requiresSession !== current.requiresSession,
    RequiresDuplicateDetection:
      properties.requiresDuplicateDetection !== current.requiresDuplicateDetection,
    EnablePartitioning: properties.notes.enablePartitioning !== current.notes.enablePartitioning,
  };
  for (const [name, isChanged] of Object.entries(changes)) {
    if (isChanged) {
      throw badRequest(
        `The value for the ${name} property of an existing entity cannot be changed.`,
      );
    }
  }
}

function requireMessageSize(
  { MaxMessageSizeInKilobytes: asked }: EntityElements,
  maxMessageSizeBytes: number,
): void {
  if (asked !== undefined && asked !== maxMessageSizeBytes / 1_024) {
    throw badRequest(
      `The value '${asked}' of MaxMessageSizeInKilobytes was expected to be ${maxMessageSizeBytes / 1_024}: only the Premium tier takes others.`,
    );
  }
}

/** The entity that a `ForwardTo` names, which the SDK makes a URL of. */
function nameIn(forwardTo = ''): string {
  return forwardTo.replace(/^[a-z]+:\/\/[^/]*\/?/i, '');
}
