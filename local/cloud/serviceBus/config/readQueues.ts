import { readFile } from 'node:fs/promises';
import { parse, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import type { z } from 'zod';
import { EmulatorConfig } from './emulatorConfig';
import type { EmulatorQueueProperties } from './emulatorConfig';
import { AZURE_DEFAULTS } from './queueProperties';
import type { QueueProperties } from './queueProperties';

export type QueueDefinition = { name: string; properties: QueueProperties };

/** Reads the queues from a Config.json. Throws an error that names the file and every place that is wrong. */
export async function readQueues(file: string): Promise<QueueDefinition[]> {
  return parseQueues(await readFile(file, 'utf8'), file);
}

/** The same for text that was read already; `file` is for messages. */
export function parseQueues(text: string, file: string): QueueDefinition[] {
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
  const queues = config.data.UserConfig.Namespaces.flatMap(({ Queues = [] }) => Queues);
  return queues.map(({ Name, Properties = {} }) => ({
    name: Name,
    properties: propertiesOf(Properties),
  }));
}

function propertiesOf(given: EmulatorQueueProperties): QueueProperties {
  const defaults = AZURE_DEFAULTS;
  return {
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
    maxSizeBytes: defaults.maxSizeBytes,
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
